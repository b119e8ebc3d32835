"""The messages of `proto/shop.binpb`."""

import pathlib

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_FILES = descriptor_pb2.FileDescriptorSet.FromString((pathlib.Path(__file__).parent.parent / "proto/shop.binpb").read_bytes())
POOL = descriptor_pool.DescriptorPool()
for _file in _FILES.file:
    POOL.Add(_file)
_TYPES = message_factory.GetMessages(_FILES.file, pool=POOL)


def new(name):
    """An empty message of this full name."""
    return message_factory.GetMessageClass(POOL.FindMessageTypeByName(name))()
