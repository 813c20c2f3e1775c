"""Records in numbers, of a few matters each with words of its own, in Chinese, English and both: made, nobody's."""

import random

MATTERS = [
    ("阀门", "密封", "泄漏", "波纹管", "石墨", "低温", "valve", "seal", "leakage", "bellows"),
    ("水泵", "叶轮", "铸造", "流场", "噪声", "效率", "pump", "impeller", "casting", "noise"),
    ("鞋面", "缺陷", "相机", "划痕", "检测", "图像", "shoe", "defect", "camera", "scratch"),
    ("电池", "散热", "相变", "热管理", "电动汽车", "battery", "thermal", "phase", "vehicle"),
    ("皮革", "废水", "铬", "膜", "回收", "达标", "leather", "effluent", "chromium", "membrane"),
    ("眼镜", "钛合金", "弹性", "镜架", "镍", "spectacle", "titanium", "alloy", "elastic"),
    ("断路器", "触头", "电弧", "分断", "仿真", "breaker", "contact", "arc", "interrupt"),
]
COMMON = ("技术", "方法", "提高", "研究", "材料", "system", "process", "improve", "test", "cost")


def texts(many: int, words: int = 24, seed: int = 1) -> list[str]:
    """So many texts of so many words; every third is in both languages."""
    rng = random.Random(seed)
    made = []
    for n in range(many):
        matter = MATTERS[rng.randrange(len(MATTERS))]
        kept = [
            term
            for term in (*matter, *matter, *COMMON)
            if n % 3 == 2 or (term.isascii() == (n % 3 == 1))
        ]
        chosen = [rng.choice(kept) for _ in range(rng.randint(words // 2, words))]
        made.append(" ".join((*chosen, f"型号{rng.randrange(900)}")))
    return made
