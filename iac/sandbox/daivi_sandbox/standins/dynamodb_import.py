"""The emulator's imports from S3 begin at once, and what they brought is kept as soon as one has ended."""

from ..cloudformation import dynamodb_types


def install(gateway) -> None:
    from ministack.services import dynamodb

    native = dynamodb._finish_import

    def finished(*arguments) -> None:
        native(*arguments)
        gateway.store.keep_changed("dynamodb")

    dynamodb_types.tell(lambda: gateway.store.touch("dynamodb"))
    dynamodb._finish_import = finished
    dynamodb._IMPORT_COMPLETE_AFTER_SEC = 0
