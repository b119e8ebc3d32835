"""Records pandas: `read_json` of lines, `to_json` of lines, without and with Parquet between."""

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


carried = Carried("pandas", pd.__version__)
carried.path("inferred", "pandas.read_json(…, lines=True).to_json(orient='records', lines=True)", through({}))
carried.path("parquet", "pandas.read_json(…, lines=True).to_parquet(…), read_parquet(…).to_json(orient='records', lines=True)", through({}, parquet=True))
carried.path("arrow", "pandas.read_json(…, lines=True, dtype_backend='pyarrow').to_json(orient='records', lines=True)", through({"dtype_backend": "pyarrow"}))
carried.path("iso", "pandas.read_json(…, lines=True).to_json(orient='records', lines=True, date_format='iso', double_precision=15)", through({}, date_format="iso", double_precision=15))
carried.path("unconverted", "pandas.read_json(…, lines=True, dtype=False, convert_dates=False).to_json(orient='records', lines=True)", through({"dtype": False, "convert_dates": False}))
carried.save()
