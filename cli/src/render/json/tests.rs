use counterpart_engine::json::parse;

use super::super::injection::Sourced;
use super::super::rich_report::{Words, report};
use super::*;

#[test]
fn the_document_has_all_that_is_known_of_a_finding() {
    let listing = Listing::of(&report(&Words::plain()), &Sourced("lib".to_owned()));
    let document = parse(super::listing(&listing).as_bytes()).unwrap();
    let findings = document.get("findings").unwrap().as_array().unwrap();
    insta::assert_snapshot!(findings[0].to_pretty(), @r#"
    {
      "rule": "property-optional",
      "severity": "error",
      "status": "failing",
      "allowance": null,
      "event": "user.registered",
      "part": "payload",
      "places": [
        "/email"
      ],
      "title": "`email` may be absent from what user-service sends (a-service-with-a-very-long-name-a-service-with-a-very-long-name- and auth-service require it)",
      "sentence": "the producer may leave `email` out, and the consumer requires it",
      "reasons": [],
      "location": {
        "file": "user/src/lib.rs",
        "line": 7,
        "columns": [
          5,
          10
        ]
      },
      "producer": {
        "service": "user-service",
        "name": null,
        "owner": null,
        "file": "contracts/user-service/emits/user.registered.json",
        "in_store": false,
        "pointer": "",
        "line": 38,
        "text": "\"email\": {",
        "source": {
          "file": "user/src/lib.rs",
          "line": 7,
          "columns": [
            5,
            10
          ],
          "text": "pub email: lib,"
        },
        "versions": []
      },
      "consumers": [
        {
          "service": "a-service-with-a-very-long-name-a-service-with-a-very-long-name-",
          "name": null,
          "owner": "team-identity",
          "file": "contracts/a-service-with-a-very-long-name-a-service-with-a-very-long-name-/consumes/user.registered.json",
          "in_store": false,
          "pointer": "/required",
          "line": 21,
          "text": "\"required\": [",
          "source": null,
          "versions": [],
          "places": [
            "/email"
          ],
          "witness": {
            "message": {
              "plan": "free",
              "user_id": 0
            },
            "at": ""
          },
          "premises": [],
          "attribution": {
            "id": "producer-change",
            "text": "the producer's change alone breaks it"
          }
        },
        {
          "service": "auth-service",
          "name": null,
          "owner": "team-identity",
          "file": "contracts/auth-service/consumes/user.registered.json",
          "in_store": false,
          "pointer": "/required",
          "line": 21,
          "text": "\"required\": [",
          "source": null,
          "versions": [],
          "places": [
            "/email"
          ],
          "witness": {
            "message": {
              "plan": "free",
              "user_id": 0
            },
            "at": ""
          },
          "premises": [],
          "attribution": null
        }
      ],
      "fixes": [
        {
          "kind": "producer",
          "text": "in user-service: always send `email`",
          "paste": null,
          "edits": []
        },
        {
          "kind": "consumer",
          "text": "in a-service-with-a-very-long-name-a-servi…, auth-service: make `email` an `Option<…>`, release it first",
          "paste": null,
          "edits": [
            {
              "side": "consumer",
              "service": "a-service-with-a-very-long-name-a-service-with-a-very-long-name-",
              "event": "user.registered",
              "name": null,
              "place": "/email",
              "change": {
                "kind": "optional",
                "text": null,
                "attribute": null
              },
              "source": null
            },
            {
              "side": "consumer",
              "service": "auth-service",
              "event": "user.registered",
              "name": null,
              "place": "/email",
              "change": {
                "kind": "optional",
                "text": null,
                "attribute": null
              },
              "source": null
            }
          ]
        },
        {
          "kind": "consumer",
          "text": "in a-service-with-a-very-long-name-a-servi…, auth-service: give `email` `#[serde(default)]`, release it first",
          "paste": null,
          "edits": [
            {
              "side": "consumer",
              "service": "a-service-with-a-very-long-name-a-service-with-a-very-long-name-",
              "event": "user.registered",
              "name": null,
              "place": "/email",
              "change": {
                "kind": "attribute",
                "text": "default",
                "attribute": null
              },
              "source": null
            },
            {
              "side": "consumer",
              "service": "auth-service",
              "event": "user.registered",
              "name": null,
              "place": "/email",
              "change": {
                "kind": "attribute",
                "text": "default",
                "attribute": null
              },
              "source": null
            }
          ]
        },
        {
          "kind": "allow",
          "text": "accept the break explicitly: add this to `counterpart.toml` with a reason and, if temporary, `until = <date>`",
          "paste": "[[allow]]\nevent = \"user.registered\"\nconsumer = \"a-service-with-a-very-long-name-a-service-with-a-very-long-name-\"\nplace = \"/email\"\nrule = \"property-optional\"\nreason = \"why this break is accepted\"\n\n[[allow]]\nevent = \"user.registered\"\nconsumer = \"auth-service\"\nplace = \"/email\"\nrule = \"property-optional\"\nreason = \"why this break is accepted\"\n",
          "edits": []
        }
      ],
      "fingerprint": "99f327ad8b9898cb6c2f58cf7525cc4d2a90149554e21910364737ef4da59f96"
    }
    "#);
}
