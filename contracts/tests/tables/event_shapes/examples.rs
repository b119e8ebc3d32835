//! Every shape, with a message as it is met.

use super::{chat, cloud, commerce, data, forges, home, infra, social, tools};
use crate::judge::shape::{Shape, shape};

pub(super) fn all() -> Vec<Shape> {
    [
        clouds(),
        forges(),
        trade(),
        talk(),
        social(),
        infra(),
        data(),
        tools(),
        home(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn clouds() -> Vec<Shape> {
    vec![
        shape::<cloud::CloudEvent>(
            "CloudEvents",
            r#"{"specversion":"1.0","type":"com.example.order","source":"/orders","id":"A1","comexampleextension":5,"data":{"order":1}}"#,
        ),
        shape::<cloud::S3Event>(
            "S3",
            r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-west-2","eventTime":"1970-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"A"},"requestParameters":{"sourceIPAddress":"127.0.0.1"},"s3":{"s3SchemaVersion":"1.0","configurationId":"c","bucket":{"name":"b","ownerIdentity":{"principalId":"A"},"arn":"arn:aws:s3:::b"},"object":{"key":"k","size":1024,"eTag":"d41d","sequencer":"0055"}}}]}"#,
        ),
        shape::<cloud::SnsMessage>(
            "SNS",
            r#"{"Type":"Notification","MessageId":"22b8","TopicArn":"arn:aws:sns:us-west-2:1:t","Subject":"s","Message":"hello","Timestamp":"2012-05-02T00:54:06.655Z","UnsubscribeURL":"https://example.com","MessageAttributes":{"kind":{"Type":"String","Value":"order"}}}"#,
        ),
        shape::<cloud::SqsEvent>(
            "SQS",
            r#"{"Records":[{"messageId":"059f","receiptHandle":"AQEB","body":"test","attributes":{"ApproximateReceiveCount":"1"},"messageAttributes":{},"md5OfBody":"e4e6","eventSourceARN":"arn:aws:sqs:us-east-2:1:q","awsRegion":"us-east-2"}]}"#,
        ),
        shape::<cloud::EventBridge<cloud::InstanceState>>(
            "EventBridge",
            r#"{"version":"0","id":"7bf7","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","account":"1111","time":"2021-11-11T21:29:54Z","region":"us-east-1","resources":["arn"],"detail":{"instance-id":"i-abcd","state":"shutting-down"}}"#,
        ),
        shape::<cloud::PubSubPush>(
            "Pub/Sub push",
            r#"{"message":{"attributes":{"key":"value"},"data":"SGVsbG8=","messageId":"205","publish_time":"2021-02-26T19:13:55.749Z"},"subscription":"projects/p/subscriptions/s"}"#,
        ),
        shape::<cloud::EventGrid>(
            "Event Grid",
            r#"{"topic":"/t","subject":"/blobs/f","eventType":"Microsoft.Storage.BlobCreated","id":"831e","data":{"api":"PutBlob","contentType":"text/plain","contentLength":524288,"blobType":"BlockBlob","url":"https://example.com/f"},"dataVersion":"","metadataVersion":"1","eventTime":"2017-06-26T18:41:00Z"}"#,
        ),
    ]
}

fn forges() -> Vec<Shape> {
    vec![
        shape::<forges::GitHubIssues>(
            "GitHub issues",
            r##"{"action":"opened","issue":{"id":1,"number":7,"title":"t","user":{"login":"o","id":2,"type":"User"},"labels":[{"id":3,"name":"bug","color":"d73a4a","default":true,"description":null}],"state":"open","state_reason":null,"body":"b","closed_at":null,"reactions":{"total_count":0,"+1":0,"-1":0,"laugh":0}},"repository":{"id":4,"full_name":"o/r","private":false,"license":null},"sender":{"login":"o","id":2,"type":"User"}}"##,
        ),
        shape::<forges::GitHubPush>(
            "GitHub push",
            r#"{"ref":"refs/heads/main","before":"0","after":"1","created":false,"deleted":false,"forced":false,"base_ref":null,"commits":[],"head_commit":null,"pusher":{"name":"o","email":"o@example.com"}}"#,
        ),
        shape::<forges::GitLabHook>(
            "GitLab",
            r#"{"object_kind":"pipeline","object_attributes":{"id":31,"iid":3,"ref":"master","status":"success","stages":["build"],"duration":63,"variables":[{"key":"K","value":"V"}]},"merge_request":null,"builds":[{"id":380,"stage":"deploy","status":"skipped","runner":{"id":1,"active":true,"tags":["linux"]}}]}"#,
        ),
        shape::<forges::DockerHub>(
            "Docker Hub",
            r#"{"callback_url":"https://example.com","push_data":{"pushed_at":1417566161,"pusher":"t","tag":"latest","images":["a"]},"repository":{"repo_name":"t/h","namespace":"t","is_private":true,"star_count":0,"status":"Active","date_created":1417494799}}"#,
        ),
        shape::<forges::EngineEvent>(
            "Docker Engine",
            r#"{"Type":"container","Action":"exec_create: sh","Actor":{"ID":"ede5","Attributes":{"image":"alpine"}},"scope":"local","time":1461943101,"timeNano":1461943101381709551}"#,
        ),
        shape::<forges::NpmHook>(
            "npm",
            r#"{"event":"package:dist-tag","name":"pkg","version":"1.0.0","hookOwner":{"username":"u"},"change":{"dist-tag":"next","version":"2.0.0"},"time":1603444214995}"#,
        ),
    ]
}

fn trade() -> Vec<Shape> {
    vec![
        shape::<commerce::StripeEvent>(
            "Stripe",
            r#"{"id":"evt_1","object":"event","api_version":"2023-10-16","created":1700000000,"livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":"k"},"type":"charge.succeeded","data":{"object":{"object":"charge","id":"ch_1","amount":100,"currency":"usd","paid":true,"status":"succeeded","payment_method_details":{"card":{"brand":"visa","last4":"4242","exp_month":8,"exp_year":2030}}}}}"#,
        ),
        shape::<commerce::ShopifyOrder>(
            "Shopify order",
            r#"{"id":820982911946154508,"admin_graphql_api_id":"gid","email":"j@example.com","currency":"USD","total_price":"403.00","financial_status":"paid","fulfillment_status":null,"customer":{"id":1,"first_name":null,"tags":"","verified_email":true},"line_items":[{"id":2,"product_id":null,"grams":0,"quantity":1,"price":"199.00","requires_shipping":true,"properties":[{"name":"n","value":1}]}],"note_attributes":[],"total_price_set":{"shop_money":{"amount":"403.00","currency_code":"USD"},"presentment_money":{"amount":"403.00","currency_code":"USD"}}}"#,
        ),
        shape::<commerce::PayPal>(
            "PayPal",
            r#"{"id":"WH-1","create_time":"2018-12-10T21:20:49.000Z","resource_type":"sale","event_type":"PAYMENT.SALE.COMPLETED","summary":"s","resource":{"id":"80021","state":"completed","amount":{"total":"0.48","currency":"USD","details":{"subtotal":"0.48"}},"custom":7},"links":[{"href":"https://example.com","rel":"self","method":"GET"}]}"#,
        ),
        shape::<commerce::Adyen>(
            "Adyen",
            r#"{"live":"false","notificationItems":[{"NotificationRequestItem":{"amount":{"value":1130,"currency":"EUR"},"eventCode":"AUTHORISATION","pspReference":"7914","success":"true"}}]}"#,
        ),
        shape::<commerce::ExchangeStream>(
            "an exchange's stream",
            r#"{"e":"depthUpdate","U":157,"u":160,"b":[["0.0024","10"]],"a":[["0.0026","100"]],"s":"BNBBTC"}"#,
        ),
        shape::<commerce::BankHook>(
            "a bank connection",
            r#"{"webhook_type":"ITEM","webhook_code":"ERROR","item_id":"w","error":{"error_type":"ITEM_ERROR","error_code":"ITEM_LOGIN_REQUIRED","display_message":null,"status":400}}"#,
        ),
    ]
}

fn talk() -> Vec<Shape> {
    vec![
        shape::<chat::Slack>(
            "Slack",
            r#"{"type":"event_callback","token":"z","team_id":"T1","api_app_id":"A1","event":{"type":"reaction_added","user":"U1","reaction":"thumbsup","item":{"type":"message","channel":"C1","ts":"1360782400.498405"},"event_ts":"1360782804.083113"},"event_id":"Ev1","event_time":1234567890}"#,
        ),
        shape::<chat::Gateway>(
            "Discord",
            r#"{"op":0,"s":42,"t":"MESSAGE_CREATE","d":{"id":"1","author":{"id":"2","username":"u"},"content":"hi","edited_timestamp":null,"tts":false,"embeds":[{"title":"t","color":16711680}]}}"#,
        ),
        shape::<chat::TelegramUpdate>(
            "Telegram",
            r#"{"update_id":10000,"message":{"message_id":1365,"from":{"id":1111111,"is_bot":false,"first_name":"T"},"date":1441645532,"chat":{"type":"private","id":1111111,"first_name":"T"},"text":"/start","entities":[{"type":"bot_command","offset":0,"length":6}]}}"#,
        ),
        shape::<chat::RoomEvent>(
            "Matrix",
            r#"{"event_id":"$1","sender":"@a:example.org","origin_server_ts":1432735824653,"type":"m.room.message","content":{"msgtype":"m.text","body":"hello"},"unsigned":{"age":1234}}"#,
        ),
        shape::<chat::TwilioStatus>(
            "Twilio",
            r#"{"SmsSid":"SM1","MessageStatus":"delivered","AccountSid":"AC1","From":"+15551234","To":"+15555678"}"#,
        ),
        shape::<chat::MailBatch>(
            "SendGrid",
            r#"[{"email":"a@example.com","timestamp":1513299569,"smtp-id":"<1>","event":"bounce","category":"cat facts","sg_event_id":"x","reason":"500 unknown recipient","status":"5.0.0"}]"#,
        ),
    ]
}

fn social() -> Vec<Shape> {
    vec![
        shape::<social::Activity>(
            "ActivityPub",
            r#"{"@context":["https://www.w3.org/ns/activitystreams",{"sensitive":"as:sensitive"}],"id":"https://e.org/1","actor":"https://e.org/a","type":"Create","to":["https://www.w3.org/ns/activitystreams#Public"],"object":{"id":"https://e.org/n","type":"Note","content":"hi","published":"2020-01-01T00:00:00Z","tag":[{"type":"Mention","href":"https://e.org/b","name":"@b"}]}}"#,
        ),
        shape::<social::NostrEvent>(
            "Nostr",
            r#"{"id":"4376","pubkey":"6e46","created_at":1673347337,"kind":1,"tags":[["e","3da9","wss://r"]],"content":"text","sig":"908a"}"#,
        ),
        shape::<social::Jetstream>(
            "AT Protocol",
            r#"{"did":"did:plc:e","time_us":1725911162329308,"kind":"commit","commit":{"rev":"3l3q","operation":"delete","collection":"app.bsky.graph.follow","rkey":"3l3d"}}"#,
        ),
        shape::<social::ChainNotification>(
            "Ethereum logs",
            r#"{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x4a8a","result":{"address":"0x8320","topics":["0xd78a"],"data":"0x00","blockNumber":"0x29e87","transactionHash":null,"logIndex":"0x0"}}}"#,
        ),
    ]
}

fn infra() -> Vec<Shape> {
    vec![
        shape::<infra::WatchEvent>(
            "Kubernetes watch",
            r#"{"type":"MODIFIED","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","resourceVersion":"10596"},"status":{"phase":"Running","containerStatuses":[{"name":"c","ready":true,"restartCount":0,"state":{"running":{"startedAt":"2020-01-01T00:00:00Z"}}}]}}}"#,
        ),
        shape::<infra::AuditEvent>(
            "Kubernetes audit",
            r#"{"level":"Metadata","auditID":"a","stage":"ResponseComplete","requestURI":"/api","verb":"list","user":{"username":"system:admin","groups":["system:masters"]},"sourceIPs":["10.0.0.1","::1"],"responseStatus":{"metadata":{},"code":200}}"#,
        ),
        shape::<infra::Alerts>(
            "Alertmanager",
            r#"{"version":"4","groupKey":"{}","truncatedAlerts":0,"status":"firing","receiver":"r","groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://a","alerts":[{"status":"firing","labels":{"alertname":"A"},"annotations":{},"startsAt":"2020-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://p","fingerprint":"f"}]}"#,
        ),
        shape::<infra::PagerDuty>(
            "PagerDuty",
            r#"{"event":{"id":"5ac6","event_type":"incident.priority_updated","resource_type":"incident","occurred_at":"2020-10-02T18:45:22.169Z","agent":{"id":"P1","type":"user_reference","html_url":null},"client":{"name":"PagerDuty"},"data":{"type":"incident","id":"PG","number":2,"status":"triggered","urgency":"high","assignees":[],"priority":null}}}"#,
        ),
        shape::<infra::TerraformLine>(
            "Terraform",
            r#"{"@level":"info","@message":"m","@module":"terraform.ui","@timestamp":"2021-05-25T13:32:41Z","change":{"resource":{"addr":"random_pet.animal","module":"","resource_key":null},"action":"create"},"type":"planned_change"}"#,
        ),
        shape::<infra::SchedulerBatch>(
            "a scheduler",
            r#"{"Index":7,"Events":[{"Topic":"Node","Type":"NodeRegistration","Key":"1","FilterKeys":null,"Index":7,"Payload":{"Node":{"Id":"1","Drain":false,"Meta":null}}}]}"#,
        ),
        shape::<infra::SecretAudit>(
            "a secret store's audit",
            r#"{"type":"request","time":"2018-10-26T20:01:32Z","auth":{"client_token":"hmac","policies":["root"],"token_ttl":0},"request":{"id":"r","operation":"update","path":"secret/a","remote_address":"127.0.0.1"}}"#,
        ),
    ]
}

fn data() -> Vec<Shape> {
    vec![
        shape::<data::ChangeEnvelope<data::CustomerRow>>(
            "Debezium",
            r#"{"before":null,"after":{"id":1004,"first_name":"Anne","balance":"10.5","active":1,"created_at":1559033904863},"source":{"version":"3.0","connector":"postgresql","name":"server","ts_ms":1559033904863,"snapshot":"true","db":"d","schema":"public","table":"customers","txId":555,"lsn":24023128},"op":"c","ts_ms":1559033904863,"transaction":null}"#,
        ),
        shape::<data::ConnectRecord>(
            "Kafka Connect",
            r#"{"schema":{"type":"struct","optional":false,"name":"r","fields":[{"field":"id","type":"int32","optional":false}]},"payload":{"id":1}}"#,
        ),
        shape::<data::SegmentCall>(
            "Segment",
            r#"{"type":"track","userId":"u","messageId":"m","timestamp":"2015-01-01T00:00:00Z","integrations":{"All":true},"event":"Signed Up","properties":{"plan":"Pro"}}"#,
        ),
        shape::<data::SelfDescribing>(
            "Snowplow",
            r#"{"schema":"iglu:com.example/e/jsonschema/1-0-0","data":{"a":[1]}}"#,
        ),
        shape::<data::LineageEvent>(
            "OpenLineage",
            r#"{"eventType":"START","eventTime":"2020-12-28T19:52:00.001Z","run":{"runId":"d46e","facets":{"x":{"_producer":"p","_schemaURL":"s","more":1}}},"job":{"namespace":"n","name":"j"},"inputs":[{"namespace":"n","name":"i"}],"producer":"p","schemaURL":"s"}"#,
        ),
        shape::<data::SentryEvent>(
            "Sentry",
            r#"{"event_id":"fc6d","timestamp":1304358096.5,"platform":"rust","level":"warning","exception":{"values":[{"type":"E","value":"v","mechanism":{"type":"panic","handled":false}}]},"breadcrumbs":[{"timestamp":"2020","category":"http"}],"tags":{"a":"b"}}"#,
        ),
        shape::<data::OtlpLogs>(
            "OpenTelemetry logs",
            r#"{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},"scopeLogs":[{"scope":{},"logRecords":[{"timeUnixNano":"1544712660300000000","severityNumber":10,"body":{"stringValue":"x"},"attributes":[{"key":"k","value":{"arrayValue":{"values":[{"boolValue":true}]}}}]}]}]}]}"#,
        ),
    ]
}

fn tools() -> Vec<Shape> {
    vec![
        shape::<tools::CargoMessage>(
            "cargo",
            r#"{"reason":"compiler-artifact","package_id":"p","target":{"name":"n","kind":["lib"],"crate_types":["lib"],"src_path":"/s","edition":"2024","doctest":true},"profile":{"opt_level":"0","debuginfo":2,"test":false},"features":[],"filenames":["/f"],"executable":null,"fresh":true}"#,
        ),
        shape::<tools::Diagnostic>(
            "rustc",
            r#"{"message":"m","code":{"code":"E0308","explanation":null},"level":"error","spans":[{"file_name":"f","byte_start":1,"line_start":1,"column_start":1,"is_primary":true,"suggestion_applicability":null,"expansion":null}],"children":[{"message":"h","code":null,"level":"help","spans":[],"children":[],"rendered":null}],"rendered":"r"}"#,
        ),
        shape::<tools::LanguageNotification>(
            "LSP",
            r#"{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":"file:///a","version":1,"diagnostics":[{"range":{"start":{"line":0,"character":1},"end":{"line":0,"character":2}},"severity":1,"code":"E1","message":"m"}]}}"#,
        ),
        shape::<tools::DebugEvent>(
            "DAP",
            r#"{"seq":5,"type":"event","event":"stopped","body":{"reason":"breakpoint","threadId":1,"allThreadsStopped":true}}"#,
        ),
        shape::<tools::TestLine>(
            "the test runner",
            r#"{"type":"suite","event":"ok","passed":1,"failed":0,"ignored":0,"measured":0,"exec_time":0.1}"#,
        ),
        shape::<tools::Release>(
            "an updater",
            r#"{"version":"1.0.0","notes":"n","pub_date":"2020-06-22T19:25:57Z","platforms":{"linux-x86_64":{"url":"https://example.com","signature":"s"}}}"#,
        ),
        shape::<tools::FileChange>(
            "a file watcher",
            r#"{"type":"modify","kind":{"kind":"name","mode":"from"},"paths":["/a"],"attrs":{"tracker":1}}"#,
        ),
    ]
}

fn home() -> Vec<Shape> {
    vec![
        shape::<home::HomeMessage>(
            "a smart home",
            r#"{"type":"event","id":5,"event":{"event_type":"state_changed","data":{"entity_id":"light.bed","old_state":null,"new_state":{"state":"on","attributes":{"brightness":180},"last_changed":"2016","context":{"id":"c","parent_id":null,"user_id":null}}}}}"#,
        ),
        shape::<home::Uplink>(
            "LoRaWAN",
            r#"{"end_device_ids":{"device_id":"d","dev_eui":"0004A30B"},"received_at":"2020","uplink_message":{"f_port":1,"f_cnt":1,"frm_payload":"AQ==","decoded_payload":{"temperature":1.5,"open":true},"rx_metadata":[{"gateway_ids":{"gateway_id":"g"},"rssi":-35,"snr":5.2,"location":{"latitude":1.5,"longitude":2.5}}]}}"#,
        ),
        shape::<home::GeoJson>(
            "GeoJSON",
            r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":1,"geometry":{"type":"Point","coordinates":[1.5,2]},"properties":null},{"type":"Point","coordinates":[1,2]}]}"#,
        ),
        shape::<home::JobEvent>(
            "a job queue",
            r#"{"Finished":{"id":340282366920938463463374607431768211455,"took":{"secs":1,"nanos":5},"outcome":{"Ok":[1]}}}"#,
        ),
        shape::<home::Tally>(
            "votes",
            r#"{"pollId":1,"byOption":{"1":10,"65535":0},"byChoice":{"true":1},"firstLetters":{"é":1},"closed":null}"#,
        ),
    ]
}
