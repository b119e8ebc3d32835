use super::Mirror::Finds;
use super::{page, schemas};

page! {
    /// The engine could neither prove nor refute that the consumer accepts everything sent.
    ///
    /// # What it means
    ///
    /// The engine found no proof that every message is accepted, and no message that is refused. The report
    /// gives the reason and the place:
    ///
    /// - `budget`: the budget of steps ran out;
    /// - `unknown-format`: the answer depends on a string of an unknown `format`;
    /// - `pattern`: it depends on a regular expression with a backreference that is not decided, or in another
    ///   dialect than ECMA-262;
    /// - a few rarer reasons.
    ///
    /// It is reported along with findings at other places.
    ///
    /// # Why it breaks
    ///
    /// It may not break anything. But "compatible" is a proof here, and a guess would be worthless on the
    /// day it is wrong. So the run fails, with exit code 101 if nothing else was found.
    ///
    /// # In Rust
    ///
    /// Rust's own types seldom cause this. Here is a type whose strings have a form that another crate
    /// defines, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "payment.before")]
    /// struct Before {
    ///     account: String,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "payment.after")]
    /// struct After {
    ///     account: Iban,
    /// }
    ///
    /// // Its own implementation says `{"type": "string", "format": "iban"}`.
    /// # #[derive(Serialize, Contract)]
    /// # #[serde(transparent)]
    /// struct Iban(String);
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. Use the same format on both sides: any format is contained in itself. Or the consumer drops what
    ///    it need not require.
    /// 2. If the budget ran out, raise it with `--steps`.
    /// 3. If you know the risk and accept it, `--allow-unproven` accepts such pairs, and still shows them.
    ///    It never hides a finding.
    UNPROVEN = "unproven",
        schemas(
            r#"{"type": "string", "format": "iban"}"#,
            r#"{"type": "string", "format": "account"}"#,
        ),
        schemas(
            r#"{"type": "string", "format": "iban"}"#,
            r#"{"type": "string", "format": "iban"}"#,
        ),
        Finds("unproven");
}
