import sys
import msgspec

class UserRegistered(msgspec.Struct):  # or: from app.events import UserRegistered
    user_id: int
    email: str

for line in sys.stdin.buffer:
    try: msgspec.json.decode(line, type=UserRegistered)
    except Exception as error: print(ascii(str(error)), flush=True)
    else: print("ok", flush=True)
