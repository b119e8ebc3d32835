use super::Mirror::Finds;
use super::{page, schemas};

page! {
    /// It could be neither proven nor refuted that the consumer accepts what the producer sends.
    ///
    /// # What it means
    ///
    /// No proof was found that every message is accepted, and no message that is refused. The report says what stood in the way, and where: the
    /// budget of steps ran out (`budget`), an answer that depends on a text of a `format` that is not known (`unknown-format`) or of a regular
    /// expression with a lookbehind or a backreference, or of another dialect than ECMA-262 (`pattern`), and a few rarer things. It stands beside
    /// what was found at other places.
    ///
    /// # Why it breaks
    ///
    /// It need not. But "compatible" is a proof here, and a guess would be worth nothing on the day on which it is wrong. So the run fails, with
    /// exit code 101 where nothing else was found.
    ///
    /// # In Rust
    ///
    /// Seldom from Rust's own types. A type whose strings are of a form that another crate defines, before and after:
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
    /// 1. Say the same on both sides: a format is contained in itself, whatever it is. Or the consumer drops what it does not need to require.
    /// 2. Where the budget ran out, `--steps` gives more.
    /// 3. Where the risk is known and taken, `--allow-unproven` lets such pairs pass, and goes on to show them. It lets no finding pass.
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
