//! `--format`: the formats of a report, and their destinations.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, ValueEnum};
use counterpart::near;
use counterpart_verifier::report::Report;
use counterpart_verifier::report::listing::{Asked, Listing};

use crate::destination::Destination;
use crate::failure::Failure;
use crate::render::places::Places;
use crate::render::view::View;
use crate::render::{github, gitlab, json, junit, markdown, rustc, sarif};
use crate::terminal::options::TerminalOptions;
use crate::terminal::output;
use crate::terminal::screen::Screen;

/// In which forms the report is written.
#[derive(Debug, Args)]
pub(crate) struct Formats {
    /// Write the report in this format, to standard output or to a file; may be repeated
    ///
    /// `text` for people, `json` (`cargo counterpart schema report` describes it), `github` (annotations, and a summary of
    /// the step), `markdown` (a comment on a pull request), `junit`, `sarif`, `gitlab` (code quality), `rustc` (diagnostics as
    /// `cargo check --message-format=json` writes them, for rust-analyzer; on standard output together with those of the
    /// build). One format goes to standard output: text, unless another is named without a file. A plain file is replaced as a
    /// whole, also behind a link, and its folder is created; a device or a pipe is written to.
    #[arg(long = "format", value_name = "FORMAT[=FILE]")]
    formats: Vec<Wanted>,
}

/// A format, and the file that it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    form: Form,
    file: Option<PathBuf>,
}

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Text,
    Json,
    Github,
    Markdown,
    Junit,
    Sarif,
    Gitlab,
    Rustc,
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
            let meant = near::did_you_mean(form, all.iter().map(String::as_str));
            format!(
                "there is no format `{form}`{meant}; the formats are {}",
                all.join(", ")
            )
        })?;
        Ok(Self { form, file })
    }
}

/// The output.
pub(crate) struct Written<'a> {
    pub(crate) report: &'a Report,
    pub(crate) view: &'a View,
    /// The question, if it was whether a version may be deployed.
    pub(crate) asked: Option<Asked>,
    /// The text for people.
    pub(crate) text: &'a dyn Fn(TerminalOptions) -> Screen,
}

impl Formats {
    /// Checks that the reports can be written, before minutes are spent on a build.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let targets = self.targets()?;
        let plain = targets.iter().filter(|(_, to)| to.is_none());
        let names: Vec<String> = plain
            .filter_map(|(form, _)| Some(form.to_possible_value()?.get_name().to_owned()))
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
        let files: Vec<&Destination> = targets.iter().filter_map(|(_, to)| to.as_ref()).collect();
        for (at, file) in files.iter().enumerate() {
            let Some(same) = files[..at].iter().find(|other| file.is_same(other)) else {
                continue;
            };
            let is_also = if same.named() == file.named() {
                String::new()
            } else {
                format!(", once as {}", same.named().display())
            };
            return Err(Failure::new(format!(
                "{} is named for two formats of the report{is_also}",
                file.named().display()
            )));
        }
        if self.summarises() {
            summary()?;
        }
        Ok(())
    }

    /// Each format and its destination. `None` is standard output, even if a file is another name
    /// of it.
    fn targets(&self) -> Result<Vec<(Form, Option<Destination>)>, Failure> {
        let target = |wanted: &Wanted| {
            let to = wanted.file.as_deref().map(Destination::find).transpose()?;
            Ok((wanted.form, to.filter(|to| !to.is_stdout())))
        };
        self.formats.iter().map(target).collect()
    }

    /// Returns `true` if the format is asked for.
    pub(crate) fn asks_for(&self, form: Form) -> bool {
        self.formats.iter().any(|wanted| wanted.form == form)
    }

    /// Returns `true` if a program reads standard output as messages of cargo, to which those of a
    /// build belong.
    pub(crate) fn is_of_cargo(&self) -> bool {
        let targets = self.targets().unwrap_or_default();
        targets
            .iter()
            .any(|(form, to)| *form == Form::Rustc && to.is_none())
    }

    /// Writes why there is no report, in the formats that have to say so.
    pub(crate) fn write_failure(&self, failure: &Failure, view: &View) -> Result<(), Failure> {
        for (form, to) in self.targets()? {
            if form != Form::Rustc {
                continue;
            }
            let text = rustc::failure(failure, view);
            match to {
                Some(to) => to.write(&text)?,
                None => output::document(&text)?,
            }
        }
        Ok(())
    }

    /// Returns `true` if the summary of a step is written too.
    fn summarises(&self) -> bool {
        self.asks_for(Form::Github)
    }

    /// The files that are written, by their given names and by those without links.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let named = self.formats.iter().filter_map(|wanted| wanted.file.clone());
        let with_real = |named: PathBuf| {
            let real = Destination::find(&named).map(|found| found.real().to_owned());
            [Some(named), real.ok()].into_iter().flatten()
        };
        named.flat_map(with_real).collect()
    }

    /// Writes all of them.
    pub(crate) fn write(&self, written: &Written<'_>) -> Result<(), Failure> {
        let mut listing = Listing::of(written.report, &Places::of(written.view));
        listing.deployment = written.asked.clone();
        self.write_each(&|form| self.form(form, &listing, written), written.text)
    }

    /// Writes all of them as they are made: files first, so that they exist even if standard output
    /// fails.
    pub(crate) fn write_each(
        &self,
        make: &dyn Fn(Form) -> Result<String, Failure>,
        text: &dyn Fn(TerminalOptions) -> Screen,
    ) -> Result<(), Failure> {
        let targets = self.targets()?;
        for (form, to) in &targets {
            if let Some(to) = to {
                to.write(&make(*form)?)?;
            }
        }
        if self.summarises()
            && let Some(summary) = summary()?
        {
            summary.append(&make(Form::Markdown)?)?;
        }
        match targets.iter().find(|(_, to)| to.is_none()) {
            None | Some((Form::Text, _)) => output::print(text(output::options())),
            Some((form, _)) => output::document(&make(*form)?),
        }
    }

    /// Refuses the format of the compiler, for a report that is not about code.
    pub(crate) fn check_without_rustc(&self, what: &str) -> Result<(), Failure> {
        if self.asks_for(Form::Rustc) {
            return Err(Failure::new(format!("{what} has no format `rustc`"))
                .hint("`rustc` shows findings in code; `json`, `sarif` and others show these"));
        }
        self.check()
    }

    fn form(&self, form: Form, listing: &Listing, written: &Written<'_>) -> Result<String, Failure> {
        Ok(match form {
            Form::Text => output::to_file_text((written.text)(TerminalOptions::default())),
            Form::Json => json::listing(listing),
            Form::Github => github::listing(listing),
            Form::Markdown => markdown::listing(listing),
            Form::Junit => junit::listing(listing)?,
            Form::Sarif => sarif::listing(listing),
            Form::Gitlab => gitlab::listing(listing),
            Form::Rustc => rustc::listing(listing, written.view),
        })
    }
}

/// The file for the summary of the step, if GitHub Actions runs it.
fn summary() -> Result<Option<Destination>, Failure> {
    let named = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty());
    let found = named.map(|file| Destination::find(Path::new(&file))).transpose();
    found
        .map_err(|failure| failure.hint("the variable GITHUB_STEP_SUMMARY names it: unset it for no summary"))
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
        insta::assert_snapshot!("xml".parse::<Wanted>().unwrap_err(), @"there is no format `xml`; the formats are text, json, github, markdown, junit, sarif, gitlab, rustc");
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
        insta::assert_snapshot!(formats(&["json=a", "sarif=a"]).check().unwrap_err(), @"error: a is named for two formats of the report");
    }

    #[cfg(unix)]
    #[test]
    fn two_spellings_of_one_file_are_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::os::unix::fs::symlink("a", path("link")).unwrap();
        let refused = formats(&[&format!("json={}", path("a")), &format!("sarif={}", path("link"))]);
        let refused = refused.check().unwrap_err().to_string();
        assert_eq!(
            refused.replace(&path(""), ""),
            "error: link is named for two formats of the report, once as a"
        );
        assert!(formats(&["json=/dev/stdout", "text=/dev/stderr"]).check().is_ok());
        let refused = formats(&["json=/dev/stdout", "sarif"])
            .check()
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("json and sarif cannot all go to standard output"),
            "{refused}"
        );
    }
}
