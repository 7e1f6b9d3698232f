"""What stands before every view: the guard, problem documents, limits, the frame of pages, the way to the worker."""
