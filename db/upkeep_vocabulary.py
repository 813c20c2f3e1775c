"""The words of keeping the directory: what became of two records that may be one, where a file stands that is
brought in."""

from enum import StrEnum


class PairState(StrEnum):
    """What became of two records that may be one."""

    OPEN = "open"
    MERGED = "merged"
    DIFFERENT = "different"


class ImportStage(StrEnum):
    """Where an import stands."""

    READING = "reading"  # 读取
    CHECKING = "checking"  # 校验
    FAULTY = "faulty"  # 有错
    CHECKED = "checked"  # 待确认
    WRITING = "writing"  # 写入
    DONE = "done"  # 完成
    CANCELLED = "cancelled"  # 取消
