//! `--format`: in which forms a report is written, and where to.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, ValueEnum};
use counterpart::report::Report;
use counterpart::report::listing::{Asked, Listing};

use crate::failure::Failure;
use crate::look::Look;
use crate::output;
use crate::render::places::Places;
use crate::render::screen::Screen;
use crate::render::view::View;
use crate::render::{github, gitlab, json, junit, markdown, sarif};

/// In which forms the report is written.
#[derive(Debug, Args)]
pub(crate) struct Formats {
    /// Write the report in this form, to standard output or to a file; may be repeated
    ///
    /// `text` for people, `json` (`cargo counterpart schema report` describes it), `github` (annotations, and a summary of
    /// the step), `markdown` (a comment on a pull request), `junit`, `sarif`, `gitlab` (code quality). One form goes to
    /// standard output: text, unless another is named without a file. Files are replaced whole, and their folder is made.
    #[arg(long = "format", value_name = "FORMAT[=FILE]")]
    formats: Vec<Wanted>,
}

/// A form, and the file that it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    form: Form,
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
    Github,
    Markdown,
    Junit,
    Sarif,
    Gitlab,
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (form, file) = match text.split_once('=') {
            Some((_, "")) => return Err("name a file after `=`, or leave both out".to_owned()),
            Some((form, file)) => (form, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let form = Form::from_str(form, false).map_err(|_| {
            let all = Form::value_variants()
                .iter()
                .filter_map(|form| form.to_possible_value());
            let all: Vec<String> = all.map(|form| form.get_name().to_owned()).collect();
            format!("there is no such form; there are {}", all.join(", "))
        })?;
        Ok(Self { form, file })
    }
}

/// What is written.
pub(crate) struct Written<'a> {
    pub(crate) report: &'a Report,
    pub(crate) view: &'a View,
    /// What was asked, where it was whether a version may be deployed.
    pub(crate) asked: Option<Asked>,
    /// The text for people.
    pub(crate) text: &'a dyn Fn(Look) -> Screen,
}

impl Formats {
    /// Whether they can be written, before minutes are spent on a build.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let plain = self.formats.iter().filter(|wanted| wanted.file.is_none());
        let names: Vec<String> = plain
            .filter_map(|wanted| Some(wanted.form.to_possible_value()?.get_name().to_owned()))
            .collect();
        if names.len() > 1 {
            return Err(Failure::new(format!(
                "{} cannot all go to standard output",
                names.join(" and ")
            ))
            .hint(format!(
                "name a file for all but one, as in `--format {}=FILE`",
                names[1]
            )));
        }
        let mut files: Vec<&Path> = Vec::new();
        for file in self.formats.iter().filter_map(|wanted| wanted.file.as_deref()) {
            if files.contains(&file) {
                return Err(Failure::new(format!(
                    "{} is named for two forms of the report",
                    file.display()
                )));
            }
            if file.is_dir() {
                return Err(Failure::new(format!("{} is a folder", file.display())).hint("name a file in it"));
            }
            files.push(file);
        }
        Ok(())
    }

    /// The files that are written.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        self.formats
            .iter()
            .filter_map(|wanted| wanted.file.clone())
            .collect()
    }

    /// Writes all of them: files first, so that they are there however standard output ends.
    pub(crate) fn write(&self, written: &Written<'_>) -> Result<(), Failure> {
        let mut listing = Listing::of(written.report, &Places::of(written.view));
        listing.deployment = written.asked.clone();
        for wanted in &self.formats {
            if let Some(file) = &wanted.file {
                replace(file, &self.form(wanted.form, &listing, written)?)?;
            }
        }
        if self.formats.iter().any(|wanted| wanted.form == Form::Github) {
            summarise(&listing)?;
        }
        match self.formats.iter().find(|wanted| wanted.file.is_none()) {
            None | Some(Wanted { form: Form::Text, .. }) => output::screen((written.text)(output::look())),
            Some(wanted) => output::document(&self.form(wanted.form, &listing, written)?),
        }
    }

    fn form(&self, form: Form, listing: &Listing, written: &Written<'_>) -> Result<String, Failure> {
        Ok(match form {
            Form::Text => output::paper((written.text)(Look::default())),
            Form::Json => json::listing(listing),
            Form::Github => github::listing(listing),
            Form::Markdown => markdown::listing(listing),
            Form::Junit => junit::listing(listing)?,
            Form::Sarif => sarif::listing(listing),
            Form::Gitlab => gitlab::listing(listing),
        })
    }
}

/// Puts the Markdown into the summary of the step, where GitHub Actions runs it.
fn summarise(listing: &Listing) -> Result<(), Failure> {
    let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) else {
        return Ok(());
    };
    let opened = std::fs::OpenOptions::new().append(true).create(true).open(&file);
    let written = opened.and_then(|mut summary| summary.write_all(markdown::listing(listing).as_bytes()));
    written.map_err(|error| {
        Failure::new(format!(
            "cannot write the summary of the step to {}: {error}",
            Path::new(&file).display()
        ))
    })
}

/// Replaces a file whole: who reads it sees the old one or the new one.
fn replace(file: &Path, text: &str) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::new(format!("cannot write {}: {error}", file.display()));
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(fail)?;
    let mut new = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any other file that a program makes: the umask takes away from it.
        new.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut new = new.tempfile_in(folder).map_err(fail)?;
    new.write_all(text.as_bytes()).map_err(fail)?;
    new.persist(file).map_err(|error| fail(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(all: &[&str]) -> Formats {
        let formats = all.iter().map(|text| text.parse().unwrap()).collect();
        Formats { formats }
    }

    #[test]
    fn a_form_may_have_a_file() {
        let wanted: Wanted = "sarif=out/a=b.sarif".parse().unwrap();
        assert_eq!(wanted.form, Form::Sarif);
        assert_eq!(wanted.file, Some("out/a=b.sarif".into()));
        insta::assert_snapshot!("xml".parse::<Wanted>().unwrap_err(), @"there is no such form; there are text, json, github, markdown, junit, sarif, gitlab");
        insta::assert_snapshot!("json=".parse::<Wanted>().unwrap_err(), @"name a file after `=`, or leave both out");
    }

    #[test]
    fn one_form_goes_to_standard_output() {
        assert!(formats(&[]).check().is_ok());
        assert!(formats(&["json", "text=a", "sarif=b"]).check().is_ok());
        insta::assert_snapshot!(formats(&["json", "sarif"]).check().unwrap_err(), @r"
        error: json and sarif cannot all go to standard output
          hint: name a file for all but one, as in `--format sarif=FILE`
        ");
        insta::assert_snapshot!(formats(&["json=a", "sarif=a"]).check().unwrap_err(), @"error: a is named for two forms of the report");
    }

    #[test]
    fn a_file_is_replaced_whole_and_its_folder_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/b/report.json");
        replace(&file, "old and long").unwrap();
        replace(&file, "new").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
        let beside = std::fs::read_dir(file.parent().unwrap()).unwrap().count();
        assert_eq!(beside, 1, "nothing is left beside it");
        assert!(replace(&folder.path().join("a/b/report.json/c"), "x").is_err());
    }
}
