use super::super::injection::Sourced;
use super::super::rich_report::{Words, report};
use super::*;

#[test]
fn each_finding_has_what_gitlab_shows() {
    let listing = Listing::of(&report(&Words::plain()), &Sourced("lib".to_owned()));
    insta::assert_snapshot!(super::listing(&listing), @r#"
    [
      {
        "description": "`email` may be absent from what user-service sends (a-service-with-a-very-long-name-a-service-with-a-very-long-name- and auth-service require it): the producer may leave `email` out, and the consumer requires it (user.registered at /email)",
        "check_name": "property-optional",
        "fingerprint": "99f327ad8b9898cb6c2f58cf7525cc4d2a90149554e21910364737ef4da59f96",
        "severity": "critical",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "user-service sends the variant `enterprise` of `plan` (a-service-with-a-very-long-name-a-service-with-a-very-long-name- and auth-service do not know it): the producer may send \"enterprise\", and the consumer accepts \"free\" (user.registered at /plan)",
        "check_name": "value-not-accepted",
        "fingerprint": "a7115dda8719238e2598dac2086ad27223f18d020f389ce20bc3f0ff8645fc2d",
        "severity": "critical",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "user-service sends `plan` as the key (auth-service (audit) takes the key for `user_id`): the producer sends the value of `plan` as the key, and the consumer takes the key for the value of `user_id` (user.registered at /key)",
        "check_name": "key-mismatch",
        "fingerprint": "e209be97ee3b979534b97f0c577aaa319d0846646da2f5a5c1172bbe9c9d3fff",
        "severity": "critical",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "user-service does not send the header `tenant` (auth-service (audit) requires it): the producer never sends `tenant`, and the consumer requires it (user.registered at /headers/tenant)",
        "check_name": "property-missing",
        "fingerprint": "c677a15db88eb2d26d3ca8c03f1636fe1bf4f16fbf0ea033c1d95b6be9f6020e",
        "severity": "critical",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "user-service sends items of `tags` as strings of exactly 3000 characters, not strings of at most 2999 characters (auth-service (audit) refuses it): the producer may send a string of 3000 characters, and the consumer accepts strings of at most 2999 characters (user.registered at /tags/*)",
        "check_name": "string-content",
        "fingerprint": "febb54d8e4b038193564570c8809b962117ed77f1542d9aa8875f54d88a1e090",
        "severity": "critical",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "the code declares `closed consumes missing`, and it has no contract file",
        "check_name": "contract-missing",
        "fingerprint": "0a4878c280616e5a1ddf176ad203495b04c25ad0ed233eaf6b872803ab95018b",
        "severity": "critical",
        "location": {
          "path": "contracts/closed/consumes/missing.json",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "books wants `never` from user-service, and user-service does not emit it",
        "check_name": "event-not-emitted",
        "fingerprint": "8ebd7f022a84877ad4bd8504b519dd1c9eadafafeaf6766ed6a8bafe8b3ab505",
        "severity": "critical",
        "location": {
          "path": "contracts/books/consumes/never.json",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "the code no longer declares `closed consumes orphaned`, and the file is still there",
        "check_name": "contract-orphaned",
        "fingerprint": "de7c014b106190cda1e5171d056d8af7e21cf2323b0988d3aaf24fea21174d94",
        "severity": "critical",
        "location": {
          "path": "contracts/closed/consumes/orphaned.json",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "the file of `closed consumes stale` is not what the code says",
        "check_name": "contract-stale",
        "fingerprint": "e377e92350eb6ba36fd2b1e27372cfe2b1fe4d411e754ec9e55d6233e24ba583",
        "severity": "critical",
        "location": {
          "path": "contracts/closed/consumes/stale.json",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "closed no longer emits `stopped`, and auth-service still has a contract for it",
        "check_name": "event-stopped",
        "fingerprint": "5db37ded7c246e5415771d633bdaf84f0f0a1f3d2149f822addd545674edd6a0",
        "severity": "critical",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "neither proven nor refuted that books (audit) accepts what user-service sends for `account.opened` (account.opened at the whole message)",
        "check_name": "unproven",
        "fingerprint": "ce8b4f7285040bfbd7f83b9536817501a3ca0cc6d4fa1404f47d5a7b49e98578",
        "severity": "critical",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "neither proven nor refuted that auth-service (audit) accepts what user-service sends for `user.registered` (user.registered at /account)",
        "check_name": "unproven",
        "fingerprint": "e2f2978a81201b31c953412ffe433ccecdb252cf27b65acea6e0a8787ccdc8b1",
        "severity": "critical",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "user-service may send `locale` (closed denies it): the producer may send the property `locale`, and the consumer denies it (user.registered at /locale)",
        "check_name": "property-denied",
        "fingerprint": "214b63b1f3f6e07ff7f7c7af125479ded6f38d388cb87bffe1b69bd4ed7fa2a6",
        "severity": "minor",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "mail-service now requires `phone`, which user-service does not send: the producer never sends `phone`, and the consumer requires it (user.registered at /phone)",
        "check_name": "property-missing",
        "fingerprint": "c93d0f1fe4333cb7294601239d160007a90c9f53cbf1c699a712f57710301114",
        "severity": "info",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "user-service may send null in `nick` (auth-service (audit) refuses it): the producer may send null, and the consumer accepts a string (user.registered at /nick)",
        "check_name": "null-emitted",
        "fingerprint": "95fdedc41aa3925f2036e6ac2ac22eb97308816fc0d012f69d05f35e2a7aea99",
        "severity": "info",
        "location": {
          "path": "user/src/lib.rs",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "the allowance for user.registered (array-length) no longer applies: fix the issue (auth-service reads the directory since its 2.3), then remove it",
        "check_name": "allowance-expired",
        "fingerprint": "5fe34ab6904f3e8b832b379df6fb964e5cb467cc686dec9c09b523f99f3cc789",
        "severity": "critical",
        "location": {
          "path": "counterpart.toml",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "not known: no service in production emits user.registered",
        "check_name": "no-producer",
        "fingerprint": "5c993958eaa820c7445cffd1308751f5217ffc317fa347cb6ba3b400b6997d34",
        "severity": "critical",
        "location": {
          "path": "counterpart.toml",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "not known: nothing in staging shares an event with user-service",
        "check_name": "nobody",
        "fingerprint": "3acbe1bdc0dfc8b954282a4fcef04b088a098b871572f96bb1d0d8be38206422",
        "severity": "info",
        "location": {
          "path": "counterpart.toml",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "user-service does not say how long messages of user.registered are kept: versions it no longer runs were not checked",
        "check_name": "no-retention",
        "fingerprint": "9338e926ec37ae6fbce9b39fc98b8cb69e684680323657ee19349601fe66e2a5",
        "severity": "minor",
        "location": {
          "path": "counterpart.toml",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "closed wants missing, which no service in this run emits",
        "check_name": "unmatched",
        "fingerprint": "59a498260734302685b60a4a2142d19904d1bc23497db93d3b1f7998abbcf569",
        "severity": "info",
        "location": {
          "path": "counterpart.toml",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "closed wants stale, which no service in this run emits",
        "check_name": "unmatched",
        "fingerprint": "07825409ec68315d4ebf1e5f50095294c8f091e6d20dbaffc5aedc318e7fc789",
        "severity": "info",
        "location": {
          "path": "counterpart.toml",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "tool was built with a different feature set than its contract files: the code was checked, the files were not compared",
        "check_name": "other-features",
        "fingerprint": "714388288c5334ba8156eeed02ca13b2bf029a3ba3678c2ce796adf9905a5b4c",
        "severity": "info",
        "location": {
          "path": "counterpart.toml",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "not shown, because their rules are turned off: 1 finding of number-range",
        "check_name": "turned-off",
        "fingerprint": "548700230068862a9ea288bffa93fcbf6a27e35429fe5b9d9fd00c62a7526ace",
        "severity": "minor",
        "location": {
          "path": "counterpart.toml",
          "lines": {
            "begin": 1
          }
        }
      }
    ]
    "#);
}
