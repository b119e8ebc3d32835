//! Chats, calls and mail.

use std::collections::BTreeMap;

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Slack's Events API: the outer callback.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Slack {
    UrlVerification {
        token: String,
        challenge: String,
    },
    EventCallback {
        token: String,
        team_id: String,
        api_app_id: String,
        event: SlackEvent,
        event_id: String,
        event_time: i64,
        #[serde(default)]
        authed_users: Option<Vec<String>>,
    },
    AppRateLimited {
        team_id: String,
        minute_rate_limited: u64,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum SlackEvent {
    Message {
        channel: String,
        #[serde(default)]
        user: Option<String>,
        #[serde(default)]
        text: Option<String>,
        ts: String,
        #[serde(default)]
        subtype: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bot_profile: Option<BotProfile>,
    },
    ReactionAdded {
        user: String,
        reaction: String,
        item: SlackItem,
        event_ts: String,
    },
    AppMention {
        user: String,
        text: String,
        channel: String,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct BotProfile {
    id: String,
    deleted: bool,
    updated: u64,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum SlackItem {
    Message { channel: String, ts: String },
    File { file: String },
    FileComment { file: String, file_comment: String },
}

/// Discord's gateway: opcodes as numbers, the event's name beside its data.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Gateway {
    op: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    s: Option<u64>,
    #[serde(flatten)]
    event: Option<Dispatch>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "d", rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Dispatch {
    Ready {
        v: u8,
        user: DiscordUser,
        guilds: Vec<UnavailableGuild>,
        session_id: String,
        #[serde(default)]
        shard: Option<(u16, u16)>,
    },
    MessageCreate(Box<DiscordMessage>),
    MessageDelete {
        id: String,
        channel_id: String,
        guild_id: Option<String>,
    },
    Resumed,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct DiscordUser {
    id: String,
    username: String,
    #[serde(default)]
    global_name: Option<String>,
    #[serde(default)]
    bot: bool,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct UnavailableGuild {
    id: String,
    #[serde(default)]
    unavailable: bool,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct DiscordMessage {
    id: String,
    author: DiscordUser,
    content: String,
    edited_timestamp: Option<String>,
    tts: bool,
    embeds: Vec<Embed>,
    #[serde(default)]
    referenced_message: Option<Box<DiscordMessage>>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Embed {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    color: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<EmbedField>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct EmbedField {
    name: String,
    value: String,
    #[serde(default)]
    inline: bool,
}

/// Telegram: an update has one of many parts beside its id.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct TelegramUpdate {
    update_id: i32,
    #[serde(flatten)]
    kind: UpdateKind,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UpdateKind {
    Message(TelegramMessage),
    EditedMessage(TelegramMessage),
    CallbackQuery {
        id: String,
        from: TelegramUser,
        data: Option<String>,
    },
    Poll {
        id: String,
        question: String,
        options: Vec<PollOption>,
        is_closed: bool,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct TelegramMessage {
    message_id: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<TelegramUser>,
    date: i64,
    chat: TelegramChat,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default)]
    entities: Vec<Entity>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct TelegramUser {
    id: i64,
    is_bot: bool,
    first_name: String,
    #[serde(default)]
    language_code: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum TelegramChat {
    Private {
        id: i64,
        first_name: Option<String>,
    },
    Group {
        id: i64,
        title: String,
    },
    Supergroup {
        id: i64,
        title: String,
        #[serde(default)]
        is_forum: bool,
    },
    Channel {
        id: i64,
        title: String,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Entity {
    offset: u32,
    length: u32,
    #[serde(flatten)]
    kind: EntityKind,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum EntityKind {
    Mention,
    BotCommand,
    TextLink {
        url: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct PollOption {
    text: String,
    voter_count: u32,
}

/// Matrix: an event of a room.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct RoomEvent {
    event_id: String,
    sender: String,
    origin_server_ts: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state_key: Option<String>,
    #[serde(flatten)]
    content: RoomContent,
    #[serde(default)]
    unsigned: Unsigned,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", content = "content")]
pub(crate) enum RoomContent {
    #[serde(rename = "m.room.message")]
    Message(RoomMessage),
    #[serde(rename = "m.room.member")]
    Member {
        membership: Membership,
        displayname: Option<String>,
        #[serde(default)]
        is_direct: bool,
    },
    #[serde(rename = "m.room.encrypted")]
    Encrypted(BTreeMap<String, Value>),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "msgtype")]
pub(crate) enum RoomMessage {
    #[serde(rename = "m.text")]
    Text {
        body: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        formatted_body: Option<String>,
    },
    #[serde(rename = "m.image")]
    Image {
        body: String,
        url: String,
        info: Option<BTreeMap<String, Value>>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Membership {
    Invite,
    Join,
    Knock,
    Leave,
    Ban,
}

#[derive(Serialize, Deserialize, Contract, Default)]
#[serde(default)]
pub(crate) struct Unsigned {
    age: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_id: Option<String>,
}

/// Twilio's status callback, once it is JSON: every value is a string.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TwilioStatus {
    #[serde(alias = "SmsSid")]
    message_sid: String,
    message_status: TwilioState,
    account_sid: String,
    from: String,
    to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error_code: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TwilioState {
    Queued,
    Sending,
    Sent,
    Delivered,
    Undelivered,
    Failed,
}

/// A batch of mail events, as SendGrid posts it.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct MailBatch(Vec<MailEvent>);

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct MailEvent {
    email: String,
    timestamp: i64,
    #[serde(rename = "smtp-id", default)]
    smtp_id: Option<String>,
    sg_event_id: String,
    #[serde(flatten)]
    event: MailKind,
    #[serde(default)]
    category: OneOrMany,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "event", rename_all = "lowercase")]
pub(crate) enum MailKind {
    Processed,
    Delivered {
        response: String,
    },
    Bounce {
        reason: String,
        status: String,
    },
    Click {
        url: String,
        ip: String,
        useragent: String,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        OneOrMany::Many(Vec::new())
    }
}
