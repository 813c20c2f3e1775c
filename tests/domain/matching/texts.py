"""A few results and needs, in Chinese, English and both, that the tests of the engine share."""

RESULTS = {
    "seal": "低泄漏阀门密封结构。采用柔性石墨与波纹管组合密封，适用于液化天然气低温阀门，泄漏率低于万分之一。",
    "membrane": "Treatment of tannery wastewater by membranes. Chromium is recovered from the leather effluent.",
    "shoe": "基于深度学习的鞋面缺陷检测方法，使用工业相机与卷积神经网络识别划痕、色差和脱胶。",
    "pump": "高效水泵叶轮的精密铸造工艺与流场优化设计，提高效率并降低噪声。",
    "glasses": "Lightweight titanium alloy for spectacle frames with high elasticity and low nickel release.",
    "breaker": "低压断路器电弧仿真与触头材料优化，提高分断能力。",
    "battery": "Thermal management of lithium battery packs with phase change material for electric vehicles.",
    "paper": "可降解食品包装纸的涂层技术，替代塑料薄膜。",
}
NEEDS = {
    "seal": "我们的低温阀门在零下196度时泄漏超标，需要新的密封方案",
    "membrane": "皮革厂废水含铬，想要回收铬并达标排放",
    "shoe": "We need to find scratches on shoe uppers automatically with a camera",
    "pump": "The impeller of our water pump is cast badly and loses efficiency",
    "glasses": "眼镜架需要更轻、弹性更好的钛合金材料",
    "battery": "电动汽车锂电池组散热不好，需要热管理方案",
}
