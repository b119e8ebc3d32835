// Messages that probe the edges of a construct, as JSON texts. What is accepted is for each library to say.

// JSON texts of strings.
export const texts = (...all) => all.map((text) => JSON.stringify(text));

// Each JSON text as the property `v` of an object.
export const inV = (all) => all.map((text) => `{"v":${text}}`);

const emoji = "\u{1f600}"; // One code point, two UTF-16 code units.
const composed = "\u00e9"; // é as one code point
const decomposed = "e\u0301"; // é as two

export const otherTypes = ["null", "true", "0", '"x"', "[]", "{}"];

export const lengths = [
  ...texts("", "a", "ab", "abc", "abcd", composed, decomposed, emoji, emoji + emoji, emoji + emoji + emoji, "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}", " a ", "\n"),
  ...["null", "1", "[]", '["a","b"]'],
];

export const integers = [
  "0", "-0", "1", "-1", "1.0", "1e2", "1.5", "1e-1", "5", "10", "11", "2147483647", "2147483648", "4294967296", "9007199254740991", "9007199254740992",
  "-9007199254740992", "12345678901234567890", "1e19", "1e400", '"1"', "true", "null", "[]", '""', "NaN",
];

export const numbers = ["0", "-0.0", "1", "1.0", "1e2", "0.1", "0.3", "1e-7", "1e308", "1e400", "-1e400", "12345678901234567890", '"1"', '"NaN"', '"Infinity"', "true", "null", "NaN", "[]"];

export const booleans = ["true", "false", "0", "1", '"true"', '"false"', '"1"', '"yes"', '""', "null", "[]"];

export const dateTimes = [
  ...texts(
    "2024-05-06T07:08:09Z", "2024-05-06T07:08:09z", "2024-05-06t07:08:09Z", "2024-05-06 07:08:09Z", "2024-05-06T07:08:09", "2024-05-06 07:08:09", "2024-05-06T07:08", "2024-05-06 07:08",
    "2024-05-06T07:08Z", "2024-05-06", "2024-05-06T07:08:09+02:00", "2024-05-06T07:08:09-00:00", "2024-05-06T07:08:09+0200", "2024-05-06T07:08:09+02",
    "2024-05-06T07:08:09+24:00", "2024-05-06T07:08:09 +02:00", "2024-05-06T07:08:09.1Z", "2024-05-06T07:08:09.123Z", "2024-05-06T07:08:09.123456Z", "2024-05-06T07:08:09.123456789Z",
    "2024-05-06T07:08:09.1234567890Z", "2024-05-06T07:08:09,5Z", "2024-05-06T07:08:09.Z", "2024-05-06T24:00:00Z", "2016-12-31T23:59:60Z", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z", "-000001-01-01T00:00:00Z", "+012024-05-06T07:08:09Z", "10000-01-01T00:00:00Z", "20240506T070809Z", "2024-W19-1T07:08:09Z", "Mon, 06 May 2024 07:08:09 GMT", "",
  ),
  "1714979289", "null",
];

export const dates = [
  ...texts("2024-05-06", "2024-02-29", "2023-02-29", "2024-02-31", "2024-04-31", "2024-13-01", "2024-00-01", "2024-01-00", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2024-5-6", "20240506", "2024-05", "2024-05-06Z", "2024-05-06T00:00:00Z", " 2024-05-06", ""),
  "20240506", "null",
];

export const times = [
  ...texts("07:08:09", "07:08:09Z", "07:08:09z", "07:08:09+02:00", "07:08:09+0200", "07:08", "07:08Z", "7:08:09", "24:00:00", "24:00:00Z", "23:59:60", "23:59:60Z", "07:60:00", "07:08:09.1", "07:08:09.123", "07:08:09.123456789", "07:08:09.5Z", "07:08:09,5", "070809", "T07:08:09", ""),
  "25689", "null",
];

export const durations = [
  ...texts("P1D", "P1W", "P1M", "P1Y", "PT1H", "PT1M", "PT1S", "P1DT1H", "PT1.5S", "PT1,5S", "P1.5D", "PT0.5H", "-P1D", "+P1D", "P-1D", "P1Y2W", "P1W2D", "P", "PT", "P1DT", "p1d", "PT36H", "P1S", "1 day", "1:00:00", ""),
  "60", "null",
];

export const emails = [
  ...texts("a@b.co", "A@B.CO", "a.b@c.de", "a+b@c.de", "a..b@c.de", ".a@c.de", "a.@c.de", '"a b"@c.de', "a@localhost", "a@b.c", "a@[127.0.0.1]", "a@b-.co", "a@-b.co", "a@b_c.de", "\u00e9@b.co", "a@\u00e9.co", "a@xn--9ca.co", "o'x@b.co", "a&b@c.de", "a@b@c.de", "Jo <a@b.co>", " a@b.co", "a@b.co ", "a", "@b.co", `${"a".repeat(65)}@b.co`, ""),
  "1", "null",
];

export const uris = [
  ...texts(
    "https://example.com", "HTTPS://EXAMPLE.COM/", "http://example.com/a?b=c#d", "http://example.com:99999/", "http://example.com/\u00e9", "http://\u00e9.com/", "http://example.com/a b", " http://example.com ", "http://", "http:///x", "http:x", "//example.com/x", "/x", "x",
    "urn:isbn:0451450523", "mailto:a@b.co", "data:,x", "file:///a", "ftp://a", "tel:+1", "http://[::1]/", "http://[::g]/", "http://a b/", "http://example.com/%zz", "http://example.com/{x}", "http://exa\nmple.com", "https://1.2.3.4.5/", "a:b", "",
  ),
  "null",
];

export const uuids = [
  ...texts(
    "123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000", "9b2f8c1e-4a3d-4e5f-8a7b-1c2d3e4f5a6b", "01890a5d-ac96-774b-bcce-b302099a8057", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "9b2f8c1e-4a3d-0e5f-8a7b-1c2d3e4f5a6b", "9b2f8c1e-4a3d-9e5f-8a7b-1c2d3e4f5a6b", "9b2f8c1e-4a3d-4e5f-ca7b-1c2d3e4f5a6b", "9b2f8c1e4a3d4e5f8a7b1c2d3e4f5a6b", "{9b2f8c1e-4a3d-4e5f-8a7b-1c2d3e4f5a6b}", "urn:uuid:9b2f8c1e-4a3d-4e5f-8a7b-1c2d3e4f5a6b", "9b2f8c1e-4a3d-4e5f-8a7b-1c2d3e4f5a6", "",
  ),
  "1", "null",
];

export const ipv6s = texts("::", "::1", "2001:db8::1", "2001:DB8::1", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "64:ff9b::192.0.2.33", "1:2:3:4:5:6:192.0.2.1", "fe80::1%eth0", "[::1]", "1::2::3", "12345::", "192.0.2.1", "");

export const ipv4s = texts("192.0.2.1", "0.0.0.0", "255.255.255.255", "256.0.0.1", "01.2.3.4", "1.2.3", "1.2.3.4.5", "1.2.3.4/8", " 1.2.3.4", "0x7f.1", "::1", "");

export const base64s = texts("", "aGk=", "aGk", "aGkh", "aGk=\n", " aGk=", "aGk==", "-_-_", "+/+/", "====", "YQ==", "YR==", "\u00e9");

// Objects with a required `id` (an integer) and an optional `note` (a text).
export const objects = [
  '{"id":1,"note":"n"}', '{"id":1}', '{"note":"n"}', "{}", '{"id":null}', '{"id":1,"note":null}', '{"id":"1"}', '{"id":1,"more":true}', '{"id":1,"more":null}', '{"ID":1}', '{"id":"x","id":2}', '{"id":2,"id":"x"}', "[]", "[1]", "null", '"id"',
];

export const tuples = ['["a",1]', '["a"]', "[]", '["a",1,true]', '["a",1,"b"]', '["a",null]', '[null,1]', '[1,"a"]', '["a","1"]', '{"0":"a","1":1}', "null", '"a"'];

export const lists = ["[]", '["a"]', '["a","b"]', '["a","b","c"]', '["a","b","c","d"]', '["a","a"]', '["a",null]', "[null]", '["a",1]', '{"0":"a"}', '"a"', "null"];

export const mapsToNumbers = ["{}", '{"a":1}', '{"a":1,"b":2}', '{"ab":1}', '{"ab":1,"a":2}', '{"a":"1"}', '{"a":null}', '{"":1}', '{"1":1}', '{"-1":1}', '{"01":1}', '{"1.5":1}', '{"1e2":1}', '{"\\n":1}', '{"\u{1f600}":1}', "[]", "[1]", "null"];
