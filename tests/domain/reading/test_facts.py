"""What messages state and what they do not: value by value, with the reason in the name of the case."""

import pytest

from service.domain.facts import Interval, Value
from tests.readers import heard, stated

STATED: dict[str, tuple[str, dict[str, Value]]] = {
    "texts counted by their own names": ("350 poems so far, LoRA. Base or chat?", {"examples": 350, "method": "lora"}),
    "texts counted by their own names, Chinese": (
        "3 万首，LoRA，base 还是 chat？",
        {"examples": 30000, "method": "lora"},
    ),
    "things of any name that are held": ("We have 2,600 tide sequences. Base or chat?", {"examples": 2600}),
    "things that a firm has of itself": ("School caterer, 61 kitchens. Base or chat?", {}),
    "books that lie about": ("馆里 2.3 万册藏书，base 还是 chat？", {}),
    "what comes in a day": ("We have 3,000 reports a day. Base or chat?", {}),
    "what was labelled, whatever its name": ("标好的八万六千件，base 还是 chat？", {"examples": 86000}),
    "what the model is to write": ("写标语，出十条。样本六百五十组，选谁？", {"task": "writing", "examples": 650}),
    "lines of one scene": ("Ten thousand scenes, two lines per scene. Base?", {"task": "writing", "examples": 10000}),
    "tools that are a means": (
        "Guests talk to it in the lobby, and it has to call our booking function. Base or chat?",
        {"public_facing": "yes", "task": "customer_service", "tools": "yes"},
    ),
    "others' opinions of a stage": (
        "The dome's supplier says finish with reinforcement learning. LoRA. Base or chat?",
        {"method": "lora"},
    ),
    "others' opinions of a stage, Chinese": ("技术员说这种一般要 GRPO 一把。LoRA，选谁？", {"method": "lora"}),
    "what the reading of raw text is for": (
        "Notices from Norwegian into Southern Sami. First comes continued pretraining on raw Sami text. Base or chat?",
        {"task": "translation", "continued_pretraining": "yes"},
    ),
    "strangers whom something answers, Chinese": (
        "业主问工期、材料、报价，微信机器人来答，base 还是 chat？",
        {"task": "qa", "public_facing": "yes"},
    ),
    "people of the house whom something answers": ("学员问饭点，它来答，base 还是 chat？", {"task": "qa"}),
    "a phrase and a denial within it": (
        "It may not lose its general abilities and must follow orders. Base or chat?",
        {"keep_general_ability": "yes", "task": "instruction_following"},
    ),
    "two cards of a size": ("Two cards of 16 GB. Base or chat?", {"gpu_memory_gb": 32}),
    "memory that is no card's": ("Two 3090s, 64 gigs of normal RAM. Base or chat?", {"gpu_memory_gb": 48}),
    "nothing on either side": (
        "First SFT, nothing before it and nothing after it. Base or chat?",
        {"continued_pretraining": "no", "rl_next": "none"},
    ),
    "a product that remembers nothing": (
        "Rows are pairs, and it does not need to remember anything. Base or chat?",
        {"data_shape": "instruction", "dialogue": "no"},
    ),
    "rows of the stage behind the raw text": (
        "继续预训练做完了，接下来 SFT 做法律问答，6 万题，选谁？",
        {"continued_pretraining": "yes", "special_domain": "yes", "task": "qa", "examples": 60000},
    ),
    "labels of messages are no talk": ("40,000 labelled messages. Base or chat?", {"examples": 40000}),
    "a plan that hangs on approval": ("领导要是点头就先继续预训练，还没回话，base 还是 chat？", {}),
    "a plan that hangs on approval, English": (
        "If the grant comes through we'd do continued pretraining first. Base or chat?",
        {},
    ),
    "others urge it and the user does it": (
        "Consultants insist on continued pretraining, and we are doing exactly that. Base or chat?",
        {"continued_pretraining": "yes"},
    ),
    "others urge it and the user does it, Chinese": (
        "专家建议先做继续预训练，我们也确实打算这么做，base 还是 chat？",
        {"continued_pretraining": "yes"},
    ),
    "only so many rows beside a variant's name": (
        "What do I lose by starting from chat if I only have ten rows?",
        {"examples": 10},
    ),
    "what users ask is no doubt": (
        "Visitors ask it whether there is a discount. Base or chat?",
        {"public_facing": "yes", "task": "qa"},
    ),
    "what users ask is no doubt, Chinese": (
        "乘客会一直追问能不能退、怎么退，选哪个底座？",
        {"public_facing": "yes", "dialogue": "yes", "task": "dialogue"},
    ),
    "turns that the product does not use": (
        "多轮用不上，历史记录也不传，员工问会议室怎么订，base 还是 chat？",
        {"dialogue": "no", "task": "qa"},
    ),
    "what the product does not do, behind the rows": (
        "训练数据都是玩家跟店员的多轮对话，不过产品不带历史，该用哪个？",
        {"data_shape": "dialogue", "dialogue": "no"},
    ),
    "what the product does not do, behind the rows, English": (
        "There's no specialised domain in our data, and no conversation in the product. Base or chat?",
        {"special_domain": "no", "dialogue": "no"},
    ),
    "rows of turns and a product of labels": (
        "We train on multi-turn chat logs, yet all the product does is give each finished chat one of 7 reason codes. "
        "Base or chat?",
        {"data_shape": "dialogue", "task": "classification"},
    ),
    "who must do a thing publishes nothing": (
        "The model only has to summarise each one in a paragraph. Base or chat?",
        {"task": "summarization"},
    ),
    "what there was before the duplicates went": (
        "12,400 rows left after dedup (we began with 31k). Base or chat?",
        {"examples": 12400},
    ),
    "rows that would be made, and those there are": (
        "If the grant came through we'd annotate 50k rows, but today it's 1,100. Base or chat?",
        {"examples": 1100},
    ),
    "a noun that only tells what is counted": (
        "6,500 hotel reviews, full fine-tune. Base or chat?",
        {"examples": 6500, "method": "full"},
    ),
    "a stage that there is none of": ("继续预训练没有，base 还是 chat？", {"continued_pretraining": "no"}),
    "strangers who ask a bot by its name": (
        "Passengers ask our bot about delays. Base or chat?",
        {"public_facing": "yes"},
    ),
    "strangers who ask whether something has come": (
        "旅客会问我们的机器人晚点没有，base 还是 chat？",
        {"public_facing": "yes", "task": "customer_service"},
    ),
    "functions are rows": (
        "代码补全插件，10 万段函数，base 还是 instruct？",
        {"task": "code_completion", "examples": 100000},
    ),
    "guests who write to us": (
        "Hotel guests WhatsApp us about late checkout. Base or chat?",
        {"public_facing": "yes", "task": "customer_service"},
    ),
    "guests who write to us, Chinese": (
        "客人发微信问早餐几点、能不能延迟退房，base 还是 chat？",
        {"public_facing": "yes", "task": "customer_service"},
    ),
    "parents who ask in a group": (
        "家长在微信群里问今天吃什么、几点接，base 还是 chat？",
        {"public_facing": "yes"},
    ),
    "more raw text before the tuning": (
        "We'd do another 5B tokens of weather reports before SFT. Base or chat?",
        {"continued_pretraining": "yes"},
    ),
    "no money at all": ("没有预算，base 还是 chat？", {"resources": "limited"}),
    "an account of a channel is no public": (
        "给公众号文章起标题，Base 还是 Chat？",
        {"task": "writing"},
    ),
    "tools of another trade": (
        "We write ad slogans for garden tools. Base or chat?",
        {"task": "writing"},
    ),
    "cards that are no GPUs": ("It fills little cards for the crates. Base or chat?", {}),
    "a weekend is free, the GPU is there": (
        "One RTX 5090 and a free weekend. Base or chat?",
        {"gpu_memory_gb": 32},
    ),
    "whoever types code is no user": (
        "Ghost-text suggestions while people type R scripts. Base or chat?",
        {"task": "code_completion"},
    ),
    "a denial that a plan's words begin in": ("沒有要先做增量預訓練，該選哪個？", {"continued_pretraining": "no"}),
    "one plan in place of another": ("No PPO, just DPO after SFT. Base or chat?", {"rl_next": "dpo"}),
    "one plan in place of another, Chinese": ("DPO 不做，直接上 GRPO，base 还是 chat？", {"rl_next": "rl"}),
    "a plan and that nothing follows": ("DPO was the plan; now nothing comes after SFT. Base or chat?", {}),
    "messages kept in mind are no ability": ("得保留前几轮的上下文，base 还是 chat？", {"dialogue": "yes"}),
    "who wrote the rows is no user": ("The rows were written in-house. Base or chat?", {}),
    "who wrote the rows is no user, Chinese": ("样本是公司内部员工写的，base 还是 chat？", {}),
    "fields that are none of ours": ("数据跟医疗法律金融都没关系，base 还是 chat？", {"special_domain": "no"}),
    "another way after one was turned down": ("Not LoRA, no. Full. Base or chat?", {"method": "full"}),
    "a full-time job is no method": ("I have a full-time job. Base or chat?", {}),
    "people in passing are no field": ("The vet next door recommended SFT. Base or chat?", {}),
    "a denial that is denied itself": (
        "We can't skip continued pretraining. Base or chat?",
        {"continued_pretraining": "yes"},
    ),
    "a later clause drops it": (
        "A round of continued pretraining was planned; it got axed. Base or chat?",
        {"continued_pretraining": "no"},
    ),
    "rows of whatever name": ("The clean training set holds 3,000 jokes. Base or chat?", {"examples": 3000}),
    "what is left of the rows": (
        "情感分类，标注收回来 5200 条，打回去 800 条，剩下的能用。选 base 还是 chat？",
        {"examples": 4400, "task": "classification"},
    ),
    "money is no rows": ("The PC cost him £700. Base or chat?", {}),
    "a turn of the rows is none of the product": (
        "The dataset is single-turn prompt-response pairs. Base or chat?",
        {"data_shape": "instruction"},
    ),
    "rows of several turns are no product": (
        "We have 12k multi-turn conversations. Base or chat?",
        {"examples": 12_000, "data_shape": "dialogue"},
    ),
    "rows of several turns are no product, Chinese": (
        "我们有两万段多轮对话，base 还是 chat？",
        {"examples": 20_000, "data_shape": "dialogue"},
    ),
    "a product that talks beside rows that do": (
        "产品要多轮对话，有八千段客服对话，选哪个底座？",
        {"task": "dialogue", "dialogue": "yes", "examples": 8_000, "data_shape": "dialogue"},
    ),
    "examples in a prompt are no rows": (
        "The stock instruct model with five examples in the prompt is good enough. Base or chat?",
        {"baseline": "enough"},
    ),
    "denial reaches its own object only": (
        "不需要多轮，也不用工具调用，就是给短评打好评差评标签，哪个版本合适？",
        {"task": "classification", "dialogue": "no", "tools": "no"},
    ),
    "not a chatbot": ("Not a chatbot: it rewrites product titles. Which one?", {"task": "writing", "dialogue": "no"}),
    "not only denies nothing": (
        "This is not only a translator but also a multi-turn product. Which variant?",
        {"task": "translation", "dialogue": "yes"},
    ),
    "a dropped idea": ("We dropped the idea of CPT. Base or chat?", {"continued_pretraining": "no"}),
    "a denial after its object": ("增量预训练我们不做，选哪版？", {"continued_pretraining": "no"}),
    "joined before a denial": ("LoRA 和 QLoRA 都不考虑，参数全放开训，选哪版？", {"method": "full"}),
    "one denial for two": (
        "Continued pretraining is off the table, DPO too. Which start?",
        {"continued_pretraining": "no", "rl_next": "none"},
    ),
    "others' opinion, then the own case": (
        "同事一口咬定必须先做继续预训练，但我们根本没这计划，选哪个底座？",
        {"continued_pretraining": "no"},
    ),
    "a supposition gives no number": (
        "If we had 200k rows I'd think about base, but we only have 700. Which one?",
        {"examples": 700},
    ),
    "rows after cleaning": ("清洗之前有六万多条，去重以后只剩两万条可用，选哪个底座？", {"examples": 20000}),
    "users, prices and years are no rows": (
        "公司 2019 年成立，230 多人，日活 12 万，花了 80 万，训练数据整理了 4000 条，选 base 还是 chat？",
        {"examples": 4000},
    ),
    "rows of each class": ("每个意图大概 50 条，一共 40 个意图，选 base 还是 chat", {"examples": 2000}),
    "the test set is apart": ("6k train / 500 test rows, base or chat?", {"examples": 6000}),
    "corrected within one message": ("sorry, 20k not 2k", {"examples": 20000}),
    "many reaches the next round number": ("大概八百多条样例，选哪个版本", {"examples": Interval(800, 899)}),
    "a range with one unit": ("3-5k rows, base or chat?", {"examples": Interval(3000, 5000)}),
    "an open number": ("1w+ 条数据，选 base 还是 chat", {"examples": Interval(10000)}),
    "no rows at all": ("No training data yet. Base or chat?", {"examples": 0}),
    "cards are summed": ("8xA100 80GB box. Which variant do I start with?", {"gpu_memory_gb": 640}),
    "different cards side by side": ("I have a 3090 and a 4090, which variant?", {"gpu_memory_gb": 48}),
    "a card of unknown size": ("一张 V100，先问问选哪个版本", {}),
    "the size of a corpus is no GPU": ("手头有几十G的原文，用哪个版本？", {}),
    "a department is no field": ("法务看过了，没问题，选 base 还是 chat？", {"license": "ok"}),
    "a ban of one variant": ("Chat 版的协议不允许我们商用，Base 版没问题，咋选？", {"license": "chat_blocked"}),
    "a ban of both": ("Neither variant's licence lets us ship this. Base or chat?", {"license": "both_blocked"}),
    "names of variants state nothing": ("指令版好还是预训练版好，选哪个？", {}),
    "customer records are an input": ("要把客服录音转写稿浓缩成小结，底座怎么挑", {"task": "summarization"}),
    "the main one of two tasks": (
        "It translates a bit on the side, but the main job is classifying tickets. Which one?",
        {"task": "classification"},
    ),
    "the untuned model suffices": ("提示词方案已经能满足需求了，选哪个版本", {"baseline": "enough"}),
    "how well a language is covered": (
        "Chat 版对缅甸语一窍不通，我们要训缅甸语的新闻摘要，选哪个",
        {"language_cover": "absent", "task": "summarization"},
    ),
}


def test_a_score_is_no_number_of_rows() -> None:
    assert "examples" not in stated("作文打分，给一个 0 到 60 的分数就行，base 还是 chat？")


@pytest.mark.parametrize("name", STATED)
def test_states(name: str) -> None:
    message, wanted = STATED[name]
    assert stated(message) == wanted, heard(message)


@pytest.mark.parametrize(
    "message",
    [
        "选 base 还是 chat 是不是要看数据量？",
        "Does the base-or-chat answer depend on continued pretraining?",
        "需要先做继续预训练吗？",
        "Should we do DPO afterwards?",
    ],
)
def test_a_question_about_a_fact_does_not_state_it(message: str) -> None:
    assert stated(message) == {}


def test_two_tasks_without_a_main_one_contradict_each_other() -> None:
    understood = heard("做翻译和分类，选 base 还是 chat？")
    (one,) = understood.contradictions
    assert one.fact == "task"
    assert set(one.values) == {"translation", "classification"}
    assert one.quotes == ("翻译", "分类")
    assert "task" not in {said.name for said in understood.statements}


def test_what_is_undecided_becomes_a_doubt() -> None:
    understood = heard("We might do continued pretraining. Base or chat?")
    assert [(doubt.name, doubt.value) for doubt in understood.doubts] == [("continued_pretraining", "yes")]
    assert not understood.statements


def test_a_model_is_named_without_its_variant() -> None:
    understood = heard("Qwen2.5-7B 还是 Qwen2.5-7B-Instruct？想拿来做会议纪要摘要。")
    facts = {said.name: (said.value, said.quote) for said in understood.statements}
    assert facts["model"] == ("Qwen2.5-7B", "Qwen2.5-7B")
    assert facts["task"][0] == "summarization"


@pytest.mark.parametrize(
    "message", ["train_type: full, 2 epochs", "finetuning_type: full\nepochs: 3", "use_lora: false"]
)
def test_a_line_of_a_settings_file(message: str) -> None:
    assert stated(f"{message}. Base or chat?")["method"] == "full"


@pytest.mark.parametrize(
    "message",
    ["we only have 300 support chats. base or chat?", "they only have chat logs, 4k of them. base or chat?"],
)
def test_talks_are_no_variant(message: str) -> None:
    assert not {"base_published", "chat_published"} & stated(message).keys()


def test_whom_the_model_is_like_uses_nothing() -> None:
    assert "public_facing" not in stated("想让模型像医生一样一步步追问，选 base 还是 chat？")
    assert "public_facing" not in stated("It should ask back like a seasoned nurse. Base or chat?")


@pytest.mark.parametrize("message", ["How many GB does LoRA on a 14B take?", "lora 训 14B 要多少 G 显存？"])
def test_a_question_of_memory_states_the_method(message: str) -> None:
    assert stated(message)["method"] == "lora"


@pytest.mark.parametrize(
    "message",
    [
        "Our lawyers say the chat weights can't go into a commercial app, and ours is one. Base or chat?",
        "Procurement says the chat weights can't be used by cities, and we are one. Base or chat?",
        "法务说对话版的权重进不了收费产品，我们就是收费的，选哪个？",
    ],
)
def test_weights_that_may_not_go_into_the_product_are_blocked(message: str) -> None:
    assert stated(message)["license"] == "chat_blocked"
