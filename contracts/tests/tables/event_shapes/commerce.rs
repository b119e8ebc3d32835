//! Payments, orders and money on the move.

use std::collections::BTreeMap;

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Stripe.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct StripeEvent {
    id: String,
    object: StripeObject,
    api_version: Option<String>,
    created: i64,
    livemode: bool,
    pending_webhooks: u32,
    request: Option<StripeRequest>,
    #[serde(rename = "type")]
    kind: String,
    data: StripeData,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StripeObject {
    Event,
}

/// Older versions of the API sent the id alone.
#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum StripeRequest {
    Id(String),
    Full {
        id: Option<String>,
        idempotency_key: Option<String>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct StripeData {
    object: StripeResource,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous_attributes: Option<BTreeMap<String, Value>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "object", rename_all = "snake_case")]
pub(crate) enum StripeResource {
    Charge(Charge),
    Invoice {
        id: String,
        amount_due: i64,
        lines: StripeList,
    },
    Customer {
        id: String,
        email: Option<String>,
        metadata: BTreeMap<String, String>,
        #[serde(default)]
        deleted: bool,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Charge {
    id: String,
    amount: i64,
    currency: String,
    paid: bool,
    status: ChargeStatus,
    payment_method_details: Option<PaymentMethod>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChargeStatus {
    Succeeded,
    Pending,
    Failed,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentMethod {
    Card {
        brand: String,
        last4: String,
        exp_month: u8,
        exp_year: u16,
    },
    SepaDebit {
        bank_code: Option<String>,
        last4: Option<String>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct StripeList {
    data: Vec<StripeLine>,
    has_more: bool,
    url: String,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct StripeLine {
    id: String,
    amount: i64,
    quantity: Option<u64>,
}

/// Shopify: `orders/create`. Money is a string.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct ShopifyOrder {
    id: u64,
    admin_graphql_api_id: String,
    email: String,
    currency: String,
    total_price: String,
    financial_status: Option<Financial>,
    fulfillment_status: Option<String>,
    #[serde(default)]
    customer: Option<ShopifyCustomer>,
    line_items: Vec<LineItem>,
    note_attributes: Vec<NoteAttribute>,
    total_price_set: MoneySet,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_at: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Financial {
    Pending,
    Authorized,
    PartiallyPaid,
    Paid,
    Refunded,
    Voided,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct ShopifyCustomer {
    id: u64,
    first_name: Option<String>,
    tags: String,
    verified_email: bool,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct LineItem {
    id: u64,
    product_id: Option<u64>,
    grams: i32,
    quantity: i32,
    price: String,
    requires_shipping: bool,
    properties: Vec<NoteAttribute>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct NoteAttribute {
    name: String,
    value: Option<Value>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct MoneySet {
    shop_money: Money,
    presentment_money: Money,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Money {
    amount: String,
    currency_code: String,
}

/// PayPal's webhooks.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct PayPal {
    id: String,
    create_time: String,
    resource_type: String,
    event_type: String,
    summary: String,
    resource: PayPalResource,
    links: Vec<PayPalLink>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event_version: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct PayPalResource {
    id: String,
    #[serde(alias = "state")]
    status: String,
    amount: PayPalAmount,
    #[serde(flatten)]
    more: BTreeMap<String, Value>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum PayPalAmount {
    V2 {
        currency_code: String,
        value: String,
    },
    V1 {
        currency: String,
        total: String,
        details: Option<BTreeMap<String, String>>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct PayPalLink {
    href: String,
    rel: String,
    method: Method,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Method {
    Get,
    Post,
    Redirect,
}

/// Adyen's notifications: booleans are strings, and items are wrapped.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Adyen {
    live: Flag,
    notification_items: Vec<AdyenWrapper>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum AdyenWrapper {
    NotificationRequestItem(AdyenItem),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AdyenItem {
    amount: AdyenAmount,
    event_code: String,
    psp_reference: String,
    success: Flag,
    #[serde(default)]
    additional_data: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    operations: Vec<String>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct AdyenAmount {
    value: i64,
    currency: String,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Flag {
    True,
    False,
}

/// An exchange's stream of trades, with names of one letter.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "e", rename_all = "camelCase")]
pub(crate) enum ExchangeStream {
    AggTrade {
        #[serde(rename = "E")]
        event_time: u64,
        s: String,
        a: u64,
        p: String,
        q: String,
        #[serde(rename = "m")]
        buyer_is_maker: bool,
    },
    DepthUpdate {
        #[serde(rename = "U")]
        first: u64,
        u: u64,
        b: Vec<(String, String)>,
        a: Vec<(String, String)>,
    },
    #[serde(rename = "24hrTicker")]
    Ticker {
        s: String,
        #[serde(rename = "P")]
        change: String,
        #[serde(rename = "n")]
        trades: u64,
    },
}

/// A bank connection's webhook.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "webhook_type", rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum BankHook {
    Transactions(BankTransactions),
    Item(BankItem),
    Auth {
        webhook_code: String,
        account_id: String,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "webhook_code", rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum BankTransactions {
    SyncUpdatesAvailable {
        item_id: String,
        initial_update_complete: bool,
        historical_update_complete: bool,
    },
    TransactionsRemoved {
        item_id: String,
        removed_transactions: Vec<String>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "webhook_code", rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum BankItem {
    Error {
        item_id: String,
        error: Option<BankError>,
    },
    PendingExpiration {
        item_id: String,
        consent_expiration_time: String,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct BankError {
    error_type: String,
    error_code: String,
    display_message: Option<String>,
    status: Option<u16>,
}
