//! Twelve breaks, as the source of both sides before and after: a line with `-` was there before, one with `+` is there now.

/// A break.
pub(super) struct Break {
    pub(super) name: &'static str,
    /// Its first type is the message. `EVENT` stands for the event in the side's role, `DERIVE` for the derives of a part.
    pub(super) producer: &'static str,
    pub(super) consumer: &'static str,
    /// What a person writes for fixes that no edit does, where it is not the source of before.
    pub(super) by_hand: &'static [ByHand],
}

/// Lines that a person replaces for a fix.
pub(super) struct ByHand {
    /// A part of the text of the fix.
    pub(super) fix: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
}

pub(super) const BREAKS: &[Break] = &[
    Break {
        name: "field-renamed",
        producer: r#"
 #[contract(EVENT, envelope = "cloudevents")]
 pub struct Placed {
     pub id: u64,
     pub order: Order,
 }
 DERIVE
 #[serde(rename_all = "camelCase")]
 pub struct Order {
     pub total: u32,
-    pub customer_id: u64,
+    pub buyer_id: u64,
 }
"#,
        consumer: r#"
 #[contract(EVENT, envelope = "cloudevents")]
 pub struct Placed {
     pub order: Order,
 }
 DERIVE
 #[serde(rename_all = "camelCase")]
 pub struct Order {
     pub customer_id: u64,
 }
"#,
        by_hand: &[],
    },
    Break {
        name: "integer-narrowed",
        producer: r#"
 #[contract(EVENT)]
 pub struct Placed {
     pub lines: Vec<Line>,
 }
 DERIVE
 pub struct Line {
     pub amount: i64,
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 pub struct Placed {
     pub lines: Vec<Line>,
 }
 DERIVE
 pub struct Line {
-    pub amount: i64,
+    pub amount: u32,
 }
"#,
        by_hand: &[],
    },
    Break {
        name: "variant-added",
        producer: r#"
 #[contract(EVENT)]
 pub struct Registered {
     pub plan: Plan,
 }
 DERIVE
 #[serde(rename_all = "snake_case")]
 pub enum Plan {
     Free,
     Pro,
+    GoldCard,
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 pub struct Registered {
     pub plan: Plan,
 }
 DERIVE
 #[serde(rename_all = "snake_case")]
 pub enum Plan {
     Free,
     Pro,
 }
"#,
        by_hand: &[],
    },
    Break {
        name: "variant-renamed",
        producer: r#"
 #[contract(EVENT)]
 pub struct Registered {
     pub plans: Vec<Plan>,
 }
 DERIVE
 pub enum Plan {
     Free,
-    Pro,
+    Professional,
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 pub struct Registered {
     pub plans: Vec<Plan>,
 }
 DERIVE
 pub enum Plan {
     Free,
     Pro,
 }
"#,
        by_hand: &[],
    },
    Break {
        name: "tag-renamed",
        producer: r#"
 #[contract(EVENT)]
 pub struct Paid {
     pub payment: Payment,
 }
 DERIVE
-#[serde(tag = "kind")]
+#[serde(tag = "type")]
 pub enum Payment {
     Card { number: String },
     Cash { cents: u32 },
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 pub struct Paid {
     pub payment: Payment,
 }
 DERIVE
 #[serde(tag = "kind")]
 pub enum Payment {
     Card { number: String },
     Cash { cents: u32 },
 }
"#,
        by_hand: &[],
    },
    Break {
        name: "time-without-zone",
        producer: r#"
 #[contract(EVENT)]
 pub struct Placed {
-    pub placed_at: chrono::DateTime<chrono::Utc>,
+    pub placed_at: chrono::NaiveDateTime,
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 pub struct Placed {
     pub placed_at: chrono::DateTime<chrono::Utc>,
 }
"#,
        by_hand: &[ByHand {
            fix: "read both forms of `placed_at`",
            from: "    pub placed_at: chrono::DateTime<chrono::Utc>,\n}\n",
            to: "    pub placed_at: Time,\n}\n#[derive(Serialize, Deserialize, Contract)]\n#[serde(untagged)]\npub enum Time {\n    \
                 Zoned(chrono::DateTime<chrono::Utc>),\n    Local(chrono::NaiveDateTime),\n}\n",
        }],
    },
    Break {
        name: "option-added",
        producer: r#"
 #[contract(EVENT)]
 pub struct Registered {
     pub user: User,
 }
 DERIVE
 pub struct User {
-    pub email: String,
+    pub email: Option<String>,
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 pub struct Registered {
     pub user: User,
 }
 DERIVE
 pub struct User {
     pub email: String,
 }
"#,
        by_hand: &[],
    },
    Break {
        name: "default-removed",
        producer: r#"
 #[contract(EVENT)]
 pub struct Placed {
     pub id: u64,
     #[serde(default, skip_serializing_if = "String::is_empty")]
     pub coupon: String,
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 pub struct Placed {
-    #[serde(default)]
     pub coupon: String,
 }
"#,
        by_hand: &[ByHand {
            fix: "always send `coupon`",
            from: "    #[serde(default, skip_serializing_if = \"String::is_empty\")]\n",
            to: "",
        }],
    },
    Break {
        name: "deny-unknown-fields-added",
        producer: r#"
 #[contract(EVENT)]
 pub struct Placed {
     pub id: u64,
     pub address: Address,
 }
 DERIVE
 pub struct Address {
     pub street: String,
     pub floor: u8,
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 pub struct Placed {
     pub address: Address,
 }
 DERIVE
+#[serde(deny_unknown_fields)]
 pub struct Address {
     pub street: String,
 }
"#,
        by_hand: &[
            ByHand {
                fix: "declare `floor`",
                from: "    pub street: String,\n",
                to: "    pub street: String,\n    pub floor: u8,\n",
            },
            ByHand {
                fix: "hold back `floor`",
                from: "    pub floor: u8,\n",
                to: "",
            },
        ],
    },
    Break {
        name: "flatten-introduced",
        producer: r#"
 #[contract(EVENT)]
 pub struct Placed {
     pub id: u64,
+    #[serde(flatten)]
     pub address: Address,
 }
 DERIVE
 pub struct Address {
     pub street: String,
     pub city: String,
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 pub struct Placed {
     pub id: u64,
     pub address: Address,
 }
 DERIVE
 pub struct Address {
     pub street: String,
     pub city: String,
 }
"#,
        by_hand: &[],
    },
    Break {
        name: "untagged-introduced",
        producer: r#"
 #[contract(EVENT)]
 pub struct Placed {
     pub source: Source,
 }
 DERIVE
-#[serde(tag = "kind")]
+#[serde(untagged)]
 pub enum Source {
     Web { url: String },
     Shop { till: u8 },
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 pub struct Placed {
     pub source: Source,
 }
 DERIVE
 #[serde(tag = "kind")]
 pub enum Source {
     Web { url: String },
     Shop { till: u8 },
 }
"#,
        by_hand: &[],
    },
    Break {
        name: "topic-variant-added",
        producer: r#"
 #[contract(EVENT)]
 #[serde(tag = "event", content = "data", rename_all = "snake_case")]
 pub enum Topic {
     Placed { id: u64 },
     Cancelled { id: u64, reason: String },
+    Refunded { id: u64, cents: u32 },
 }
"#,
        consumer: r#"
 #[contract(EVENT)]
 #[serde(tag = "event", rename_all = "snake_case")]
 pub enum Topic {
     Placed { data: Order },
     Cancelled { data: Order },
 }
 DERIVE
 pub struct Order {
     pub id: u64,
 }
"#,
        by_hand: &[ByHand {
            fix: "add the variant `refunded`",
            from: "    Cancelled { data: Order },\n",
            to: "    Cancelled { data: Order },\n    Refunded { data: Order },\n",
        }],
    },
];
