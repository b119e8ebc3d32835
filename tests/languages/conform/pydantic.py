import sys
from pydantic import BaseModel, EmailStr

class UserRegistered(BaseModel):  # or: from app.events import UserRegistered
    user_id: int
    email: EmailStr

for line in sys.stdin.buffer:
    try: UserRegistered.model_validate_json(line)
    except Exception as error: print(ascii(str(error)), flush=True)
    else: print("ok", flush=True)
