"""Texts that are nearly the JSON of a protobuf message, with one deviation each: every library is asked which of them it reads."""

NEAR = []


def add(field, message="shop.v1.Event", /, **cases):
    for name, text in cases.items():
        NEAR.append((field, name.replace("_", "-"), message, text))


def member(field, /, **values):
    """Values of one member, which is called as `field` is in JSON."""
    head, *rest = field.split("_")
    name = head + "".join(part.capitalize() for part in rest)
    add(field, **{case: f'{{"{name}":{value}}}' for case, value in values.items()})


I64, U64 = 2**63, 2**64

# The message itself.
add("-", empty="{}", null="null", array="[]", text='""', blank="", blanks_around=" {} ", two="{}{}", comma='{"count":1,}', comment="{}//", unknown_field='{"gone":1}', unknown_null='{"gone":null}',
    repeated_key='{"count":1,"count":2}', repeated_under_both_names='{"orderID":"1","order_id":"2"}', unknown_at='{"@type":"type.googleapis.com/shop.v1.Event"}', number_as_name='{"3":1}', bom="\ufeff{}",
    case_of_name='{"Count":1}')

# Names.
add("names", json_name='{"orderID":"1"}', original='{"order_id":"1"}', derived='{"orderId":"1"}', digit='{"line1":"1"}', digit_original='{"line_1":"1"}', digit_camel='{"name2fa":"1"}', upper='{"UPPERCase":"1"}',
    upper_original='{"UPPER_case":"1"}', leading='{"Leading":"1"}', leading_original='{"_leading":"1"}', trailing='{"trailing":"1"}', trailing_original='{"trailing_":"1"}', double='{"twoUnder":"1"}',
    double_original='{"two__under":"1"}', already='{"alreadyCamel":"1"}', already_snake='{"already_camel":"1"}', odd='{"odd.name-é":"1"}', odd_original='{"odd":"1"}', escaped=r'{"\u006frderID":"1"}')

add("named", "shop.v1.Named", **{"empty": "{}", "to_string": '{"toString":"a"}', "constructor": '{"constructor":"a"}', "value_of": '{"valueOf":"a"}', "has_own_property": '{"hasOwnProperty":"a"}', "to_json": '{"toJson":{"a":"b"}}', "proto": '{"__proto__":"a"}',
                            "proto_object": '{"__proto__":{"type":"a"}}', "others": '{"self":"a","type":"b","async":"c","extension":"d","class":"e","fromObject":"f"}'})

# Numbers.
INTEGERS = dict(
    number="1", null="null", text='"1"', text_negative='"-1"', fraction_zero="1.0", fraction="1.5", exponent="1e2", exponent_negative="10e-1", text_fraction_zero='"1.0"', text_exponent='"1e2"', text_fraction='"1.5"', text_blank='" 1"',
    text_blank_after='"1 "', text_empty='""', text_zeros='"01"', text_plus='"+1"', text_hex='"0x1"', text_underscore='"1_0"', text_letters='"a"', text_nan='"NaN"', true="true", array="[1]", object="{}", negative_zero="-0",
)
member("count", **INTEGERS, max="2147483647", above="2147483648", min="-2147483648", below="-2147483649", text_above='"2147483648"', huge="1e400")
member("total", **INTEGERS, max=f"{I64 - 1}", text_max=f'"{I64 - 1}"', above=f"{I64}", text_above=f'"{I64}"', min=f"{-I64}", text_min=f'"{-I64}"', text_below=f'"{-I64 - 1}"', beyond_safe="9007199254740993", exponent_large="1e18", huge="1e400")
member("stock", number="1", null="null", text='"1"', fraction_zero="1.0", negative="-1", text_negative='"-1"', negative_zero="-0", max="4294967295", above="4294967296", true="true", text_empty='""')
member("big_stock", number="1", null="null", text='"1"', fraction_zero="1.0", negative="-1", text_negative='"-1"', max=f"{U64 - 1}", text_max=f'"{U64 - 1}"', above=f"{U64}", text_above=f'"{U64}"', true="true")
member("delta", number="1", text='"1"', fraction_zero="1.0", above="2147483648")
member("code", number="1", text='"1"', negative="-1", above="4294967296")
member("shift", number="1", text='"1"', above="2147483648")
member("big_delta", number="1", text='"1"', text_above=f'"{I64}"')
member("big_code", number="1", text='"1"', text_above=f'"{U64}"')
member("big_shift", number="1", text='"1"', text_above=f'"{I64}"')
FLOATS = dict(
    number="1.5", integer="1", null="null", text='"1.5"', text_exponent='"1e2"', text_blank='" 1.5"', text_empty='""', text_letters='"a"', nan='"NaN"', nan_bare="NaN", nan_lower='"nan"', infinity='"Infinity"', infinity_negative='"-Infinity"',
    infinity_short='"inf"', infinity_plus='"+Infinity"', infinity_bare="Infinity", true="true", array="[1.5]",
)
member("weight", **FLOATS, huge="1e400", text_huge='"1e400"', least="1e-400", big_integer="100000000000000000000000000000")
member("ratio", **FLOATS, above="1e39", below="-1e39", text_above='"1e39"', max="3.4028235e38", above_max="3.4028236e38")

# Texts, bytes, booleans, enums, messages.
member("paid", true="true", false="false", null="null", text_true='"true"', number="1", text_empty='""')
member("name", text='"a"', null="null", number="1", true="true", array='["a"]', object="{}", lone_surrogate=r'"\ud800"', zero=r'"\u0000"', control='"\u0001"')
member("digest", base64='"+/++"', base64url='"-_--"', mixed='"+_++"', padded='"AQ=="', unpadded='"AQ"', half_padded='"AQ="', over_padded='"AQI=="', blanks='"AQ = ="', newline=r'"AQ\n=="', one_letter='"A"', trailing_bits='"AR=="',
       empty='""', null="null", letters='"!"', array="[1]", number="1", true="true")
member("state", name='"STATE_PAID"', number="1", negative="-1", unknown_number="9", unknown_name='"STATE_GONE"', lower='"state_paid"', text_number='"1"', fraction_zero="1.0", fraction="1.5", null="null", empty='""', true="true",
       above="2147483648", array="[]", object="{}", unrecognized='"UNRECOGNIZED"')
member("level", below="-1", below_name='"LEVEL_BELOW"', unknown_name='"LEVEL_GONE"', unrecognized='"UNRECOGNIZED"')
member("line", object='{"sku":"a"}', empty="{}", null="null", text='"a"', array="[]", number="1", unknown_field='{"gone":1}', field_null='{"sku":null}', wrong_type='{"sku":1}', true="true")
member("cause", object="{}", null="null", deep='{"cause":{"cause":{"cause":null}}}')
add("maybe", null='{"maybeCount":null,"maybeName":null,"maybeState":null,"maybeDigest":null,"maybeTotal":null,"maybePaid":null,"maybeWeight":null}', defaults='{"maybeCount":0,"maybeName":"","maybeState":0,"maybePaid":false}',
    count_fraction_zero='{"maybeCount":1.0}', state_unknown_name='{"maybeState":"GONE"}', original='{"maybe_count":1}')

# Lists and maps.
member("counts", array="[1,2]", empty="[]", null="null", null_inside="[1,null]", text_inside='["1"]', number="1", object="{}", text='"1"', fraction_zero="[1.0]")
member("tags", array='["a"]', null_inside="[null]", number_inside="[1]", text='"a"', null="null")
member("states", array='["STATE_PAID",1]', null_inside="[null]", unknown_name='["GONE"]', unknown_number="[9]")
member("lines", array="[{}]", null_inside="[null]", object="{}", null="null", text_inside='["a"]')
member("digests", array='["AQ=="]', null_inside="[null]")
member("totals", array='["1",2]', null_inside="[null]")
member("labels", object='{"a":"b"}', empty="{}", null="null", null_inside='{"a":null}', number_inside='{"a":1}', array="[]", repeated_key='{"a":"b","a":"c"}', pairs='[["a","b"]]', entries='[{"key":"a","value":"b"}]', text='"a"')
KEYS = dict(number='{"1":"a"}', negative='{"-1":"a"}', letters='{"a":"a"}', empty='{"":"a"}', fraction='{"1.0":"a"}', exponent='{"1e1":"a"}', blank='{" 1":"a"}', zeros='{"01":"a"}', plus='{"+1":"a"}', true='{"true":"a"}')
member("by_int32", **KEYS, above='{"2147483648":"a"}', null="null", null_inside='{"1":null}', same_key='{"1":"a","1":"b"}')
member("by_int64", **KEYS, max=f'{{"{I64 - 1}":"a"}}', above=f'{{"{I64}":"a"}}')
member("by_uint32", number='{"1":"a"}', negative='{"-1":"a"}', above='{"4294967296":"a"}')
member("by_uint64", number='{"1":"a"}', negative='{"-1":"a"}', max=f'{{"{U64 - 1}":"a"}}', above=f'{{"{U64}":"a"}}')
member("by_bool", true='{"true":"a"}', upper='{"True":"a"}', number='{"1":"a"}', letters='{"a":"a"}', empty='{"":"a"}')
member("to_line", object='{"a":{}}', null_inside='{"a":null}', text_inside='{"a":"b"}')
member("to_state", name='{"a":"STATE_PAID"}', null_inside='{"a":null}', unknown_name='{"a":"GONE"}', unknown_number='{"a":9}')
member("to_total", text='{"a":"1"}', number='{"a":1}', null_inside='{"a":null}')
member("to_weight", nan='{"a":"NaN"}', integer='{"a":1}', null_inside='{"a":null}')

# One of several.
add("payment", cash='{"cash":"1"}', two='{"cash":"1","voucher":"v"}', two_one_null='{"cash":null,"voucher":"v"}', null_after='{"voucher":"v","cash":null}', both_null='{"cash":null,"voucher":null}', same_twice='{"cash":"1","cash":"2"}',
    both_names='{"cash":"1","gift":null}', unpaid_null='{"unpaid":null}', unpaid_name='{"unpaid":"NULL_VALUE"}', unpaid_number='{"unpaid":0}', unpaid_and_cash='{"unpaid":null,"cash":"1"}', transfer_unknown_name='{"transfer":"GONE"}',
    transfer_null='{"transfer":null}', gift_null='{"gift":null}', wrapped='{"payment":{"cash":"1"}}', case='{"payment":{"case":"cash","value":"1"}}')

# Well-known types.
DAY = "2025-03-01T12:00:00"
member("at", z=f'"{DAY}Z"', digits_1=f'"{DAY}.1Z"', digits_3=f'"{DAY}.120Z"', digits_9=f'"{DAY}.000000001Z"', digits_10=f'"{DAY}.0000000001Z"', digits_none=f'"{DAY}.Z"', offset=f'"{DAY}+02:00"', offset_zero=f'"{DAY}+00:00"',
       offset_unknown=f'"{DAY}-00:00"', offset_short=f'"{DAY}+02"', offset_no_colon=f'"{DAY}+0200"', offset_large=f'"{DAY}+24:00"', no_offset=f'"{DAY}"', lower_z=f'"{DAY}z"', lower_t=f'"{DAY.lower()}Z"', space=f'"{DAY.replace("T", " ")}Z"',
       date='"2025-03-01"', leap='"2016-12-31T23:59:60Z"', leap_day='"2025-02-29T00:00:00Z"', hour_24='"2025-03-01T24:00:00Z"', month_13='"2025-13-01T00:00:00Z"', no_seconds='"2025-03-01T12:00Z"', year_0='"0000-01-01T00:00:00Z"',
       year_1='"0001-01-01T00:00:00Z"', year_10000='"10000-01-01T00:00:00Z"', before_first='"0001-01-01T00:00:00+00:01"', after_last='"9999-12-31T23:59:59-00:01"', comma=f'"{DAY},5Z"', blank=f'" {DAY}Z"', null="null", number="1740830400",
       object='{"seconds":"1"}', empty='""')
member("took", seconds='"1s"', digits_1='"1.5s"', digits_9='"0.000000001s"', digits_10='"0.0000000001s"', no_unit='"1"', milliseconds='"1ms"', minutes='"1m"', negative='"-1.5s"', negative_zero='"-0s"', plus='"+1s"', exponent='"1e3s"', leading_point='".5s"',
       trailing_point='"1.s"', blank='" 1s"', iso='"PT1S"', max='"315576000000s"', above='"315576000001s"', upper='"1S"', no_digits='"s"', null="null", number="1", object='{"seconds":"1"}')
member("mask", camel='"orderId"', several='"name,line.partOf"', snake='"order_id"', empty='""', blank='"name, count"', trailing_comma='"name,"', unknown='"gone"', null="null", object='{"paths":["name"]}', array='["name"]')
member("extra", object='{"a":1}', null_inside='{"a":null}', array="[]", null="null", number="1", fields='{"fields":{"a":{"numberValue":1}}}', huge='{"a":1e400}', repeated_key='{"a":1,"a":2}', big_integer='{"a":9007199254740993}')
member("anything", null="null", number="1", text='"NaN"', object='{"a":[null]}', array="[1]", kind='{"numberValue":1}', huge="1e400")
member("list", array="[1,null]", object="{}", null="null", values='{"values":[]}')
LINE = '"@type":"type.googleapis.com/shop.v1.Line"'
member("detail", message=f'{{{LINE},"sku":"a"}}', type_last=f'{{"sku":"a",{LINE}}}', empty="{}", null="null", no_type='{"sku":"a"}', unknown_type='{"@type":"type.googleapis.com/shop.v1.Gone"}', other_host='{"@type":"example.org/shop.v1.Line"}',
       no_host='{"@type":"shop.v1.Line"}', slash='{"@type":"/shop.v1.Line"}', unknown_field=f'{{{LINE},"gone":1}}', type_null='{"@type":null}', type_empty='{"@type":""}', timestamp=f'{{"@type":"type.googleapis.com/google.protobuf.Timestamp","value":"{DAY}Z"}}',
       timestamp_no_value='{"@type":"type.googleapis.com/google.protobuf.Timestamp"}', timestamp_more=f'{{"@type":"type.googleapis.com/google.protobuf.Timestamp","value":"{DAY}Z","gone":1}}',
       wrapper='{"@type":"type.googleapis.com/google.protobuf.Int64Value","value":"1"}', empty_type='{"@type":"type.googleapis.com/google.protobuf.Empty"}', empty_type_value='{"@type":"type.googleapis.com/google.protobuf.Empty","value":{}}',
       plain='{"typeUrl":"type.googleapis.com/shop.v1.Line","value":"CgFh"}', plain_original='{"type_url":"type.googleapis.com/shop.v1.Line","value":"CgFh"}', two_types=f'{{{LINE},{LINE}}}')
member("nothing", empty="{}", null="null", field='{"a":1}', array="[]")
member("always_null", null="null", name='"NULL_VALUE"', number="0", other_number="1", text='"null"')
member("double_value", number="1", null="null", text='"1"', nan='"NaN"', object='{"value":1}')
member("int64_value", text='"1"', number="1", null="null", object='{"value":"1"}', fraction_zero="1.0", text_above=f'"{I64}"')
member("int32_value", number="1", text='"1"', fraction_zero="1.0", object='{"value":1}', above="2147483648")
member("bool_value", true="true", null="null", object='{"value":true}', text='"true"')
member("string_value", text='"a"', null="null", object='{"value":"a"}', number="1")
member("bytes_value", text='"AQ=="', url='"-_8"', unpadded='"AQ"', object='{"value":"AQ=="}', null="null")
member("times", array=f'["{DAY}Z"]', null_inside="[null]")
member("values", array="[1]", null_inside="[null]")
member("int64_values", array='["1"]', null_inside="[null]")
member("to_value", object='{"a":1}', null_inside='{"a":null}')
member("to_time", object=f'{{"a":"{DAY}Z"}}', null_inside='{"a":null}')
member("to_text", object='{"a":"b"}', null_inside='{"a":null}')

# Only in proto2.
FULL = '"id":"1","amount":0'
add("legacy", "shop.v1.Legacy", full=f"{{{FULL}}}", no_amount='{"id":"1"}', no_required="{}", required_null='{"id":null,"amount":0}', closed_name=f'{{{FULL},"closed":"CLOSED_A"}}', closed_alias=f'{{{FULL},"closed":"CLOSED_ALSO_B"}}',
    closed_number=f'{{{FULL},"closed":2}}', closed_unknown_number=f'{{{FULL},"closed":9}}', closed_unknown_name=f'{{{FULL},"closed":"GONE"}}', closed_zero=f'{{{FULL},"closed":0}}', closed_null=f'{{{FULL},"closed":null}}',
    closeds_unknown_number=f'{{{FULL},"closeds":[1,9]}}', group=f'{{{FULL},"part":{{"size":1}}}}', group_type_name=f'{{{FULL},"Part":{{"size":1}}}}', group_no_required=f'{{{FULL},"part":{{}}}}', group_null=f'{{{FULL},"part":null}}',
    groups=f'{{{FULL},"item":[{{}}]}}', extension=f'{{{FULL},"[shop.v1.note]":"n"}}', extension_bare=f'{{{FULL},"note":"n"}}', extension_null=f'{{{FULL},"[shop.v1.note]":null}}', extension_unknown=f'{{{FULL},"[shop.v1.gone]":"n"}}',
    default_null=f'{{{FULL},"total":null,"name":null}}')
