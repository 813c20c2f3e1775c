"""Files of research results as reference managers and patent offices export them."""

from tests.domain.imports.files import as_csv

HEADS = (
    "专利名称",
    "申请号",
    "公开号",
    "专利类型",
    "法律状态",
    "申请日",
    "发明人",
    "申请人",
    "摘要",
    "关键词",
    "IPC",
)


def patents(count, start=0):
    """So many rows of a patent export."""
    return [
        (
            f"一种第{n}号高压阀门的密封结构",
            f"20231{n:07d}.5",
            f"CN116{n:06d}B",
            "发明授权",
            "有权",
            "2023-02-03",
            "王芳; 李明",
            "瓯越工业大学",
            "本发明公开了一种耐高温的阀门密封结构。",
            "阀门；密封；耐高温",
            "F16K 1/46",
        )
        for n in range(start, start + count)
    ]


def patent_export(count, encoding="utf-8-sig", start=0):
    return as_csv(patents(count, start), HEADS, encoding)


def ris(count, start=0):
    """So many papers."""
    told = (
        f"TY  - JOUR\r\nTI  - Sealing of valve number {n} at high temperature\r\n"
        "AU  - Wang, Fang\r\nAU  - Li, Ming\r\nAB  - A seat of hard alloy keeps the valve tight.\r\n"
        "It holds at 540 degrees.\r\nKW  - valve; seal\r\nKW  - hard alloy\r\n"
        f"PY  - 2021/03/01/\r\nDO  - https://doi.org/10.1234/ABC.{n}\r\nER  - \r\n\r\n"
        for n in range(start, start + count)
    )
    return "".join(told).encode()


def bibtex(count, start=0):
    told = (
        f"@article{{k{n},\n  title = {{第{n}号{{泵}}的空化研究}},\n"
        '  author = {王芳 and M{\\"u}ller, Hans},\n  year = 2022,\n'
        f"  doi = {{10.5678/{n}}},\n  abstract = {{研究了离心泵的空化。}},\n"
        "  keywords = {空化, 离心泵}\n}\n\n"
        for n in range(start, start + count)
    )
    return "".join(told).encode()
