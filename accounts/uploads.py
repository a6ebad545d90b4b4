from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from .resume_limits import MAX_RECEIVED


class BoundedUploadHandler(FileUploadHandler):
    """Throw away a file that grows past what any form here accepts, so that it fills no disk.

    The other fields of the form arrive; `request.oversized_file` tells the view why one is missing.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > MAX_RECEIVED:
            if self.request is not None:
                self.request.oversized_file = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None
