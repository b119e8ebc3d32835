"""Texts that are nearly the JSON of an Avro record, with one deviation each: every library is asked which of them it reads."""

import json

NEAR = []
BASE = {
    "Numbers": '{"nothing":null,"paid":true,"count":1,"total":2,"ratio":0.5,"weight":1.5}',
    "Texts": '{"name":"ann","digest":"ab","hash":"abcd","state":"PAID"}',
    "Unions": '{"maybe":null,"either":{"string":"a"},"number":{"int":1},"any":null,"choice":{"shop.v1.Line":{"sku":"a"}}}',
    "Lists": '{"tags":[],"items":[],"matrix":[],"maybes":[],"labels":{},"by_item":{},"totals":{}}',
    "Logical": '{"price":"\\u0004\\u00e2","cost":"\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0001","id":"5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e","day":20148,"opens":27000000,"closes":68400000000,'
               '"at":1740830400000,"at_micros":1740830400000000,"local":1740830400000,"local_micros":1740830400000000,"pause":"\\u0001\\u0000\\u0000\\u0000\\u0002\\u0000\\u0000\\u0000\\u0003\\u0000\\u0000\\u0000"}',
    "Optional": '{"price":null,"id":null,"day":null,"at":null,"local":null}',
    "Defaults": '{"required":"r","level":3,"note":"none","weight":1.0,"digest":"\\u00ff","flags":[],"extras":{},"part":{"sku":"x","size":2},"maybe":null,"mode":"OFF","order_id":0}',
    "Node": '{"name":"a","next":null}',
    "Tree": '{"name":"a","children":[],"by_name":{}}',
}


def text(members):
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in members.items()) + "}"


def members(record):
    """The members of a base message, with their values as texts."""
    return {name: json.dumps(value) for name, value in json.loads(BASE[record]).items()}


def add(record, field, /, **cases):
    """`cases` are texts of the field of a record, or None to leave it out."""
    for name, value in cases.items():
        all = members(record) | {field: value}
        NEAR.append((f"{record}.{field}/{name}", field, f"shop.v1.{record}", text({key: value for key, value in all.items() if value is not None})))


def whole(record, **cases):
    for name, value in cases.items():
        NEAR.append((f"{record}/{name}", "-", f"shop.v1.{record}", value))


for record, value in BASE.items():
    whole(record, base=value, empty="{}")
whole("Node", null="null", array="[]", string='"a"', more='{"name":"a","next":null,"gone":1}', more_null='{"name":"a","next":null,"gone":null}', order='{"next":null,"name":"a"}',
      repeated='{"name":"a","name":"b","next":null}', case='{"Name":"a","next":null}', blanks=' {"name":"a","next":null} ', comma='{"name":"a","next":null,}',
      wrapped='{"shop.v1.Node":{"name":"a","next":null}}')

INTEGERS = dict(absent=None, null="null", text='"1"', fraction_zero="1.0", fraction="1.5", exponent="1e2", true="true", array="[1]", negative_zero="-0", huge="1e400")
add("Numbers", "count", **INTEGERS, max="2147483647", above="2147483648", below="-2147483649")
add("Numbers", "total", **INTEGERS, max="9223372036854775807", above="9223372036854775808", below="-9223372036854775809", beyond_safe="9007199254740993", at_2_53="9007199254740992", wrapped='{"long":1}')
FLOATS = dict(integer="1", null="null", text='"1.5"', nan_text='"NaN"', nan="NaN", infinity_text='"Infinity"', infinity="Infinity", true="true", huge="1e400", big_integer="100000000000000000000000000000")
add("Numbers", "weight", **FLOATS)
add("Numbers", "ratio", **FLOATS, above="1e39", tenth="0.1")
add("Numbers", "paid", null="null", number="1", text='"true"')
add("Numbers", "nothing", absent=None, number="0", false="false", text='""', object="{}")
add("Texts", "name", null="null", number="1", array="[]", absent=None, wrapped='{"string":"a"}', lone_surrogate=r'"\ud800"')
add("Texts", "digest", latin=r'"\u00ff"', beyond_latin=r'"\u0100"', beyond_bmp=r'"\ud83d\ude00"', empty='""', array="[97,98]", base64='"YWI="', null="null", number="1", absent=None)
add("Texts", "hash", latin=r'"\u00ff\u0000\u0000\u0000"', short='"abc"', long='"abcde"', beyond_latin=r'"abc\u0100"', array="[97,98,99,100]", null="null", absent=None)
add("Texts", "state", first='"UNKNOWN"', unknown='"GONE"', lower='"paid"', number="1", null="null", empty='""', absent=None)
add("Unions", "maybe", wrapped='{"long":5}', bare="5", absent=None, other_branch='{"int":5}', text='{"long":"5"}', wrapped_null='{"long":null}', null_wrapped='{"null":null}', two='{"long":1,"string":"a"}', empty="{}", fraction='{"long":1.5}',
    unknown_branch='{"gone":5}')
add("Unions", "either", wrapped='{"string":"a"}', bare='"a"', null="null", absent=None)
add("Unions", "number", int='{"int":1}', double='{"double":1.5}', double_integer='{"double":1}', int_fraction='{"int":1.0}', bare="1", bare_fraction="1.5", null="null")
add("Unions", "any", boolean='{"boolean":true}', bare_boolean="true", long='{"long":1}', bare_number="1", string='{"string":"a"}', bare_string='"a"', bytes=r'{"bytes":"\u00ff"}', array='{"array":["a"]}', bare_array='["a"]', array_wrong='{"array":[1]}',
    map='{"map":{"a":1}}', bare_map='{"a":1}', full_name='{"shop.v1.Line":{"sku":"a"}}', short_name='{"Line":{"sku":"a"}}', other_namespace='{"shop.gifts.Gift":{"sku":"a"}}', other_namespace_short='{"Gift":{"sku":"a"}}', bare_record='{"sku":"a"}',
    colour='{"shop.v1.Colour":"RED"}', colour_short='{"Colour":"RED"}', colour_unknown='{"shop.v1.Colour":"GONE"}', code='{"shop.v1.Code":"ab"}', dashed='{"-":1}')
add("Unions", "choice", gift='{"shop.gifts.Gift":{"sku":"a"}}', bare='{"sku":"a"}', null="null", absent=None, short='{"Line":{"sku":"a"}}', more='{"shop.v1.Line":{"sku":"a","gone":1}}')
add("Lists", "tags", some='["a"]', null="null", null_inside="[null]", number_inside="[1]", object='{"0":"a"}', text='"a"', absent=None)
add("Lists", "items", some='[{"sku":"a"}]', incomplete="[{}]", null_inside="[null]", more='[{"sku":"a","gone":1}]')
add("Lists", "matrix", some="[[1]]", null_inside="[[null]]", flat="[1]")
add("Lists", "maybes", wrapped='[null,{"string":"a"}]', bare='[null,"a"]')
add("Lists", "labels", one='{"a":"b"}', null_inside='{"a":null}', number_inside='{"a":1}', array="[]", null="null", repeated='{"a":"b","a":"c"}', empty_key='{"":""}')
add("Lists", "totals", wrapped='{"a":{"long":1}}', bare='{"a":1}', null='{"a":null}')
add("Logical", "price", number="12.5", text='"12.50"', empty='""', too_long=r'"\u0001\u0000\u0000\u0000\u0000\u0000"', null="null", array="[4,226]", beyond_latin=r'"\u0100"')
add("Logical", "cost", short='"a"', array="[0,0,0,0,0,0,0,1]")
add("Logical", "id", upper='"5F0B8A4E-3C1D-4B7A-8E21-0D9C6B5A4F3E"', plain='"5f0b8a4e3c1d4b7a8e210d9c6b5a4f3e"', letters='"a"', empty='""', braces='"{5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e}"', urn='"urn:uuid:5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e"', null="null")
add("Logical", "day", iso='"2025-03-01"', negative="-1", beyond_9999="2932897", max="2147483647", fraction_zero="1.0", null="null")
add("Logical", "opens", iso='"07:30:00"', negative="-1", beyond_a_day="86400000", last="86399999")
add("Logical", "closes", negative="-1", beyond_a_day="86400000000")
add("Logical", "at", iso='"2025-03-01T12:00:00Z"', negative="-1", beyond_9999="253402300800000", max="9223372036854775807", fraction="1.5", text='"1740830400000"', null="null")
add("Logical", "at_micros", negative="-1", beyond_9999="253402300800000000", max="9223372036854775807")
add("Logical", "local", iso='"2025-03-01T12:00:00"', negative="-1", beyond_9999="253402300800000")
add("Logical", "pause", iso='"P1D"', short='"a"', array="[1,0,0,0,2,0,0,0,3,0,0,0]", number="1")
add("Optional", "price", wrapped=r'{"bytes":"\u0004\u00e2"}', bare=r'"\u0004\u00e2"', by_logical_type=r'{"decimal":"\u0004\u00e2"}', dotted=r'{"bytes.decimal":"\u0004\u00e2"}', absent=None)
add("Optional", "id", wrapped='{"string":"5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e"}', bare='"5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e"', dotted='{"string.uuid":"5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e"}')
add("Optional", "day", wrapped='{"int":20148}', bare="20148", dotted='{"int.date":20148}')
add("Optional", "at", wrapped='{"long":1740830400000000}', bare="1740830400000000", dotted='{"long.timestamp-micros":1740830400000000}', other='{"int":1}')
add("Optional", "local", wrapped='{"long":1}', bare="1")
for field in members("Defaults"):
    add("Defaults", field, absent=None, null="null")
add("Defaults", "maybe", wrapped='{"string":"a"}')
add("Defaults", "mode", unknown='"GONE"')
whole("Defaults", only_required='{"required":"r"}', alias='{"required":"r","orderId":5}', alias_and_name='{"required":"r","order_id":4,"orderId":5}')
add("Node", "next", wrapped='{"shop.v1.Node":{"name":"b","next":null}}', twice='{"shop.v1.Node":{"name":"b","next":{"shop.v1.Node":{"name":"c","next":null}}}}', short='{"Node":{"name":"b","next":null}}', bare='{"name":"b","next":null}', absent=None,
    incomplete='{"shop.v1.Node":{"name":"b"}}')
LEAF = '{"name":"b","children":[],"by_name":{}}'
add("Tree", "children", one=f"[{LEAF}]", wrapped=f'[{{"shop.v1.Tree":{LEAF}}}]', absent=None)
add("Tree", "by_name", one=f'{{"a":{LEAF}}}', absent=None)

# Branches of unions without their names, and bytes as arrays of numbers, as apache-avro writes them.
BARE = {
    "Unions": '{"maybe":null,"either":"a","number":1,"any":null,"choice":{"sku":"a"}}',
    "Logical": '{"price":[4,226],"cost":[0,0,0,0,0,0,0,1],"id":"5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e","day":20148,"opens":27000000,"closes":68400000000,"at":1740830400000,"at_micros":1740830400000000,"local":1740830400000,'
               '"local_micros":1740830400000000,"pause":[1,0,0,0,2,0,0,0,3,0,0,0]}',
    "Texts": '{"name":"ann","digest":[97,98],"hash":[97,98,99,100],"state":"PAID"}',
}


def bare(record, field, /, **cases):
    for name, value in cases.items():
        all = {key: json.dumps(part) for key, part in json.loads(BARE[record]).items()} | {field: value}
        NEAR.append((f"{record}.{field}/bare-{name}", field, f"shop.v1.{record}", text({key: part for key, part in all.items() if part is not None})))


for record, value in BARE.items():
    whole(record, bare=value)
bare("Unions", "maybe", number="5", wrapped='{"long":5}', text='"5"', fraction_zero="5.0", fraction="1.5", absent=None)
bare("Unions", "either", null="null", number="1", wrapped='{"string":"a"}', absent=None)
bare("Unions", "number", fraction="1.5", fraction_zero="1.0", above_int="2147483648", text='"1"', null="null")
bare("Unions", "any", boolean="true", number="1", large="9007199254740993", fraction="0.5", text='"a"', colour='"RED"', array='["a"]', array_empty="[]", numbers="[1,2]", map='{"a":1}', map_empty="{}", record='{"sku":"a"}', record_more='{"sku":"a","gone":1}')
bare("Unions", "choice", record_more='{"sku":"a","gone":1}', empty="{}", null="null")
bare("Texts", "digest", empty="[]", beyond_byte="[256]", negative="[-1]", fraction="[1.5]", text_inside='["a"]', null_inside="[null]")
bare("Texts", "hash", short="[97]", long="[97,98,99,100,101]", text='"abcd"')
bare("Logical", "price", empty="[]", long="[1,0,0,0,0,0,0,0,0]", text=r'"\u0004\u00e2"', number="12.5")
bare("Logical", "cost", short="[1]", number="1")
bare("Logical", "pause", short="[1]", text=r'"\u0001\u0000\u0000\u0000\u0002\u0000\u0000\u0000\u0003\u0000\u0000\u0000"', iso='"P1D"')
# Without fixed, which it does not read as it writes it.
add("Optional", "price", bare_array="[4,226]", bare_array_long="[1,0,0,0,0,0,0,0,0]", bare_array_empty="[]", bare_number="12.5")
add("Optional", "id", bare_upper='"5F0B8A4E-3C1D-4B7A-8E21-0D9C6B5A4F3E"', bare_plain='"5f0b8a4e3c1d4b7a8e210d9c6b5a4f3e"', bare_letters='"a"', bare_urn='"urn:uuid:5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e"')
add("Optional", "day", bare_iso='"2025-03-01"', bare_negative="-1", bare_fraction_zero="1.0", bare_above_int="2147483648")
add("Optional", "at", bare_iso='"2025-03-01T12:00:00Z"', bare_negative="-1", bare_max="9223372036854775807", bare_fraction_zero="1.0")
