"""Records pandas: `read_json` of lines, `to_json` of lines, without and with Parquet between."""

import json
import re
import warnings

import pandas as pd

from .carry import Carried, lines

warnings.simplefilter("ignore")


def through(options, parquet=False, **how):
    def carry(_, __, file, folder):
        frame = pd.read_json(file, lines=True, **options)
        if parquet:
            frame.to_parquet(folder / "messages.parquet")
            frame = pd.read_parquet(folder / "messages.parquet")
        frame.to_json(folder / "out.json", orient="records", lines=True, **how)
        return lines(folder / "out.json")

    return carry


def with_datetimes(value):
    """The value, with a Timestamp for each moment."""
    if isinstance(value, dict):
        return {name: with_datetimes(member) for name, member in value.items()}
    if isinstance(value, list):
        return [with_datetimes(item) for item in value]
    is_moment = isinstance(value, str) and re.match(r"20\d\d-\d\d-\d\dT", value)
    return pd.Timestamp(value) if is_moment else value


def datetimes(_, messages, __, folder):
    frame = pd.DataFrame([with_datetimes(json.loads(message)) for message in messages])
    frame.to_json(folder / "out.json", orient="records", lines=True)
    return lines(folder / "out.json")


carried = Carried("pandas", pd.__version__)
carried.path("inferred", "pandas.read_json(…, lines=True).to_json(orient='records', lines=True)", through({}))
carried.path("parquet", "pandas.read_json(…, lines=True).to_parquet(…), read_parquet(…).to_json(orient='records', lines=True)", through({}, parquet=True))
carried.path("arrow", "pandas.read_json(…, lines=True, dtype_backend='pyarrow').to_json(orient='records', lines=True)", through({"dtype_backend": "pyarrow"}))
carried.path("iso", "pandas.read_json(…, lines=True).to_json(orient='records', lines=True, date_format='iso', double_precision=15)", through({}, date_format="iso", double_precision=15))
carried.path("unconverted", "pandas.read_json(…, lines=True, dtype=False, convert_dates=False).to_json(orient='records', lines=True)", through({"dtype": False, "convert_dates": False}))
carried.path("datetimes", "pandas.DataFrame(…).to_json(orient='records', lines=True); moments are pandas.Timestamp, in objects and lists, too", datetimes)
carried.save()
