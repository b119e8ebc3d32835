//! Geometries of geojson.

use geojson::{Feature, FeatureCollection, GeoJson, Geometry, GeometryValue};

use super::super::kinds::judge::{breaks, fits, written};
use super::{held, reads_exactly};
use crate::kinds::judge::read;

held! {
    Place: Geometry;
    Seen: Feature;
    All: FeatureCollection;
    Any: GeoJson;
    Maybe: Option<Geometry>;
}

fn texts() -> Vec<String> {
    let coordinates = [
        "[]",
        "[1]",
        "[1,2]",
        "[1.5,-2e3,3]",
        "[\"1\",2]",
        "[null,2]",
        "[[]]",
        "[[1]]",
        "[[1,2]]",
        "[[1,2],[3,4,5]]",
        "[[1,2],3]",
        "[[1,2],[[3,4]]]",
        "[[[]]]",
        "[[[1,2]]]",
        "[[],[[1,2]]]",
        "[[[1,2]],[]]",
        "[[[[1,2],[3,4]]]]",
        "[[[[1,2]]],[]]",
        "[[],[[[1,2]]]]",
        "[[[]],[[[1,2]]]]",
        "[[[[[1,2]]]]]",
        "[[1],[]]",
        "[[],[1]]",
        "[[[1],[]],[[],[2]]]",
        "[[[[1],[]],[[]]],[],[[[]]]]",
        "{}",
        "null",
        "1",
    ];
    let kinds = [
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
        "Feature",
        "point",
    ];
    let mut all = Vec::new();
    for kind in kinds {
        for coordinates in coordinates {
            all.push(format!(r#"{{"type":"{kind}","coordinates":{coordinates}}}"#));
        }
        for more in [
            r#""geometries":[]"#,
            r#""geometries":[{"type":"Point","coordinates":[1,2]}]"#,
            r#""geometries":[{"type":"Point","coordinates":[1]}]"#,
            r#""geometries":[{"type":"GeometryCollection","geometries":[]}],"coordinates":null"#,
            r#""geometries":null"#,
            r#""coordinates":[1,2],"geometries":null,"bbox":null,"more":{}"#,
            r#""coordinates":[1,2],"geometries":[]"#,
            r#""coordinates":[1,2],"bbox":[1,2,3]"#,
            r#""coordinates":[1,2],"bbox":[null]"#,
            r#""coordinates":[1,2],"features":1"#,
            r#""coordinates":[1,2],"id":{}"#,
        ] {
            all.push(format!(r#"{{"type":"{kind}",{more}}}"#));
        }
    }
    let features = [
        r#"{"type":"Feature"}"#,
        r#"{"type":"Feature","geometry":null,"properties":null,"id":null}"#,
        r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"a":1},"id":"a"}"#,
        r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1]},"properties":{}}"#,
        r#"{"type":"Feature","properties":1}"#,
        r#"{"type":"Feature","id":1.5,"bbox":[]}"#,
        r#"{"type":"Feature","id":true}"#,
        r#"{"type":"Feature","more":1}"#,
        r#"{"type":"Feature","coordinates":{}}"#,
        r#"{"type":"Feature","features":1}"#,
        r#"{"type":"Featur"}"#,
    ];
    for feature in features {
        all.push(feature.to_owned());
        all.push(format!(
            r#"{{"type":"FeatureCollection","features":[{feature}]}}"#
        ));
    }
    for more in [
        r#"{"type":"FeatureCollection"}"#,
        r#"{"type":"FeatureCollection","features":null}"#,
        r#"{"type":"FeatureCollection","features":[],"bbox":[1],"more":null}"#,
        r#"{"type":"FeatureCollection","features":[],"geometry":1}"#,
        "null",
        "[]",
        "\"Point\"",
        "{}",
    ] {
        all.push(more.to_owned());
    }
    all
}

#[test]
fn geometries_and_features_are_read() {
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    // A position of one number is read, but for the one of a point.
    let stricter = |(taken, _): (usize, usize), least: usize| assert!(taken >= least, "{taken}");
    stricter(read::<Place>(&texts), 20);
    stricter(read::<Maybe>(&texts), 20);
    stricter(read::<Any>(&texts), 20);
    reads_exactly::<Seen>(&texts);
    reads_exactly::<All>(&texts);
}

#[test]
fn geometries_and_features_are_written() {
    let point = || Geometry::new_point([1.0, 2.0]);
    let polygon = || GeometryValue::new_polygon(vec![vec![[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]]);
    let all = || {
        vec![
            point(),
            Geometry::new_point([1.0, 2.0, 3.0]),
            Geometry::new_multi_point([[1.0, 2.0]]),
            Geometry::new_line_string(Vec::<[f64; 2]>::new()),
            Geometry::new_multi_line_string(vec![vec![[1.0, 2.0]], vec![]]),
            polygon().into(),
            Geometry::new_multi_polygon(vec![vec![vec![[1.0, 2.0]]]]),
            Geometry::new_geometry_collection([point(), Geometry::new_geometry_collection([point()])]),
            Geometry {
                bbox: Some(vec![1.0, 2.0]),
                foreign_members: serde_json::json!({ "more": {} }).as_object().cloned(),
                ..point()
            },
        ]
    };
    let feature = |geometry: Option<Geometry>| Feature {
        geometry,
        id: Some(geojson::feature::Id::Number(7.into())),
        properties: serde_json::json!({ "a": [1] }).as_object().cloned(),
        ..Feature::default()
    };
    written(all().into_iter().map(Place));
    written(all().into_iter().map(|one| Maybe(Some(one))).chain([Maybe(None)]));
    written(
        all()
            .into_iter()
            .map(|one| Seen(feature(Some(one))))
            .chain([Seen(Feature::default())]),
    );
    written([All(FeatureCollection::new([
        feature(None),
        feature(Some(point())),
    ]))]);
    written(all().into_iter().map(|one| Any(GeoJson::Geometry(one))));
    written([
        Any(GeoJson::Feature(feature(Some(point())))),
        Any(FeatureCollection::new([]).into()),
    ]);
    fits::<Any, Any>();
    fits::<Place, Place>();
    // A geometry may have a foreign member that the reader of any object takes for one of a feature.
    breaks::<Place, Any>();
    breaks::<Any, Place>();
    breaks::<Seen, All>();
}

/// A reader that only knows points, as services write it by hand.
#[derive(Debug, serde::Deserialize, counterpart::Contract)]
#[serde(tag = "type")]
enum OnlyPoints {
    Point {
        #[allow(dead_code, reason = "it is read")]
        coordinates: Vec<f64>,
    },
}

#[test]
fn a_reader_of_points_breaks_with_other_geometries() {
    let witness = breaks::<Place, OnlyPoints>();
    assert!(!witness.contains("\"Point\""), "{witness}");
}
