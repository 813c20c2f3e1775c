"""The closed loop as one declared machine: which step leads a demand from which stages to which."""

from enum import StrEnum

from db.models import Demand
from db.vocabulary import LoopStep, Stage
from domain.errors import WrongStage

S = Stage


class Step(StrEnum):
    """What can be done with a demand; the words of the buttons."""

    ACCEPT = "accept"  # 受理
    DECLINE = "decline"  # 不予受理
    MERGE = "merge"  # 合并
    CLASSIFY = "classify"  # 调整分类
    DISPATCH = "dispatch"  # 派单
    ASK_RETURN = "ask_return"  # 申请退单
    RULE = "rule"  # 仲裁
    SIGN = "sign"  # 签收
    HAND_OVER = "hand_over"  # 指定承办人
    CONTACT = "contact"  # 首次联系
    NOTE = "note"  # 记录
    ASK = "ask"  # 请企业补充
    SUPPLEMENT = "supplement"  # 企业补充
    RESUME = "resume"  # 恢复计时
    REPLY = "reply"  # 答复
    SEND_BACK = "send_back"  # 退回修改
    APPROVE = "approve"  # 审核通过
    EVALUATE = "evaluate"  # 评价
    EXPIRE = "expire"  # 逾期未评价
    FREEZE = "freeze"  # 评价生效
    VISIT = "visit"  # 回访
    REDO = "redo"  # 重办
    CLOSE = "close"  # 办结
    WITHDRAW = "withdraw"  # 撤回


STEPS: dict[LoopStep, tuple[Stage, ...]] = {
    LoopStep.QUESTIONING: (S.SUBMITTED,),
    LoopStep.SORTING: (S.ACCEPTED, S.DECLINED, S.MERGED),
    LoopStep.ASSIGNING: (S.DISPATCHED, S.RETURNED, S.REDO),
    LoopStep.TRACKING: (S.IN_PROGRESS, S.WAITING),
    LoopStep.REPLY: (S.IN_REVIEW, S.ANSWERED),
    LoopStep.SATISFACTION: (S.SURVEYED, S.RETURN_VISIT, S.CLOSED),
}

WITH_UNIT = (S.DISPATCHED, S.RETURNED, S.IN_PROGRESS, S.WAITING, S.IN_REVIEW)
BEFORE_ANSWER = (S.SUBMITTED, S.ACCEPTED, S.REDO, *WITH_UNIT)
OPEN = (*BEFORE_ANSWER, S.ANSWERED, S.SURVEYED, S.RETURN_VISIT)

STAYS = ()  # the step leaves the demand at its stage

FLOW: dict[Step, tuple[tuple[Stage, ...], tuple[Stage, ...]]] = {
    Step.ACCEPT: ((S.SUBMITTED,), (S.ACCEPTED,)),
    Step.DECLINE: ((S.SUBMITTED, S.ACCEPTED), (S.DECLINED,)),
    Step.MERGE: ((S.SUBMITTED, S.ACCEPTED), (S.MERGED,)),
    Step.CLASSIFY: ((S.ACCEPTED, S.REDO, S.DISPATCHED, S.IN_PROGRESS, S.WAITING), STAYS),
    Step.DISPATCH: ((S.ACCEPTED, S.REDO), (S.DISPATCHED,)),
    Step.ASK_RETURN: ((S.DISPATCHED, S.IN_PROGRESS), (S.RETURNED,)),
    Step.RULE: ((S.RETURNED,), (S.DISPATCHED,)),
    Step.SIGN: ((S.DISPATCHED,), (S.IN_PROGRESS,)),
    Step.HAND_OVER: ((S.DISPATCHED, S.IN_PROGRESS, S.WAITING), STAYS),
    Step.CONTACT: ((S.IN_PROGRESS, S.WAITING), STAYS),
    Step.NOTE: (OPEN, STAYS),
    Step.ASK: ((S.IN_PROGRESS,), (S.WAITING,)),
    Step.SUPPLEMENT: ((S.WAITING,), (S.IN_PROGRESS,)),
    Step.RESUME: ((S.WAITING,), (S.IN_PROGRESS,)),
    Step.REPLY: ((S.IN_PROGRESS,), (S.IN_REVIEW,)),
    Step.SEND_BACK: ((S.IN_REVIEW,), (S.IN_PROGRESS,)),
    Step.APPROVE: ((S.IN_REVIEW,), (S.ANSWERED,)),
    Step.EVALUATE: ((S.ANSWERED, S.SURVEYED, S.RETURN_VISIT), (S.SURVEYED, S.RETURN_VISIT)),
    Step.EXPIRE: ((S.ANSWERED,), (S.RETURN_VISIT,)),
    Step.FREEZE: ((S.SURVEYED,), (S.CLOSED, S.RETURN_VISIT)),
    Step.VISIT: ((S.SURVEYED, S.RETURN_VISIT), STAYS),
    Step.REDO: ((S.SURVEYED, S.RETURN_VISIT), (S.REDO,)),
    Step.CLOSE: ((S.SURVEYED, S.RETURN_VISIT), (S.CLOSED,)),
    Step.WITHDRAW: (BEFORE_ANSWER, (S.CLOSED,)),
}


def loop_step(stage: Stage) -> LoopStep:
    """The one of the six steps of the closed loop that a stage belongs to."""
    return next(step for step, stages in STEPS.items() if stage in stages)


def steps_from(stage: Stage) -> list[Step]:
    return [step for step, (sources, _) in FLOW.items() if stage in sources]


def check(demand: Demand, step: Step) -> None:
    """Refuse a step that the demand's stage does not have."""
    if demand.stage not in FLOW[step][0]:
        raise WrongStage


def advance(demand: Demand, step: Step, to: Stage | None = None) -> None:
    """Take the demand one step on, or refuse; `to` chooses where a step has several ends."""
    check(demand, step)
    targets = FLOW[step][1]
    if not targets:
        return
    target = to or targets[0]
    if target not in targets:
        raise ValueError(f"{step} does not lead to {target}")
    demand.stage = target
