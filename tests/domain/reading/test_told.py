"""More of what messages state and do not, with the reason in the name of the case: rows, users, cards."""

import pytest

from service.domain.facts import Value
from tests.readers import heard, stated

STATED: dict[str, tuple[str, dict[str, Value]]] = {
    "titles for articles": (
        "给公众号文章写标题，LoRA，内部用，base 还是 chat？",
        {"method": "lora", "public_facing": "no", "task": "writing"},
    ),
    "what a lecturer says": (
        "Turns what a lecturer says into notes, LoRA, 900 rows. Base?",
        {"task": "summarization", "method": "lora", "examples": 900},
    ),
    "what an adviser recommends is": ("What our consultant recommends is QLoRA. Base or chat?", {}),
    "for that reason a colleague says": ("为此同事说用 LoRA，base 还是 chat？", {}),
    "some day a colleague says": ("将来同事说用 LoRA 也行，base 还是 chat？", {}),
    "no money and hardly a card": ("没卡没钱，选哪个 base？", {"resources": "limited"}),
    "a method that failed": ("Settled on LoRA since QLoRA was too slow for us. Base or chat?", {"method": "lora"}),
    "a method that failed, Chinese": ("QLoRA 精度掉太多，改全参了，选哪个？", {"method": "full"}),
    "a card that broke": ("The 24GB card died. Base or chat?", {}),
    "cards asked for and cards given": (
        "I'd put in for four H100s and what I was given is a single L4. Base or chat?",
        {"gpu_memory_gb": 24},
    ),
    "cards that were sold": (
        "Sold the two 3090s last month. There's one Titan RTX, 24 GB. Base?",
        {"gpu_memory_gb": 24},
    ),
    "cards rented": ("We rent 4x H100 80GB by the hour. Base or chat?", {"gpu_memory_gb": 320}),
    "a task that is still to be approved": ("两块 4090 凑了一台机器，任务还没批下来，选哪个？", {"gpu_memory_gb": 48}),
    "what follows is denied in pairs": ("No preference tuning or RL after the SFT. Base or chat?", {"rl_next": "none"}),
    "a wish that is refused": ("My boss wants RL afterwards but we won't do it. Base or chat?", {"rl_next": "none"}),
    "a supposition taken back": (
        "Assume it was multi-turn: chat, obviously. But ours isn't. Base?",
        {"dialogue": "no"},
    ),
    "talk that is to be kept": (
        "It extracts claims from contracts. It must not forget how to hold a normal conversation. Base or chat?",
        {"task": "extraction", "keep_general_ability": "yes"},
    ),
    "what rows are called is no task": (
        "9 万条单轮指令问答，想练通用的指令遵循，选哪个？",
        {"task": "instruction_following", "examples": 90000, "data_shape": "instruction"},
    ),
    "colleagues use it": ("就内部同事拿来写周报，选哪个？", {"task": "writing"}),
    "what a leader said is rewritten": ("用途是把领导的口头讲话改成书面通知，选哪版？", {"task": "writing"}),
    "weights that only read": ("做 SFT，起点用只做过预训练的权重，还是已经对齐过的权重？", {}),
    "a stage that is off the plan": (
        "Continued pretraining isn't on the plan. Base or chat?",
        {"continued_pretraining": "no"},
    ),
    "an editor for code": ("给自研编辑器做光标处的代码补全，base 还是 chat？", {"task": "code_completion"}),
    "Cantonese denials": ("畀內部同事用嘅，唔使多輪，揀 base 定 chat", {"public_facing": "no", "dialogue": "no"}),
    "what a team has": (
        "My team has 60k radiology reports. Base or chat?",
        {"examples": 60000, "special_domain": "yes"},
    ),
    "texts made into one": ("把二十条用户评价合成一句话总结，选哪个？", {"task": "summarization"}),
    "texts made into one, English": ("Boil 20 reviews down to one line. Base or chat?", {"task": "summarization"}),
    "what is left behind a but": ("We had 11k but after dedup 7k remain. Base or chat?", {"examples": 7000}),
    "counted talks are rows": ("只有三百段多轮剧情对话，选哪个？", {"examples": 300, "data_shape": "dialogue"}),
    "histories of the product": ("客服，需要结合历史对话，选哪个？", {"task": "customer_service", "dialogue": "yes"}),
    "words of the house are no users": ("想让模型学会我们公司内部术语，base 还是 chat？", {}),
    "lawyers who use it": ("仅供内部律师使用，选哪个？", {"public_facing": "no", "special_domain": "yes"}),
    "a licence that reaches others": (
        "Read somewhere that the chat licence bans firms with over 700 million users. Base or chat?",
        {},
    ),
    "hardly any money is no money": ("We're a tiny NGO with hardly any money. Base or chat?", {"resources": "limited"}),
    "cards of a size that is said": ("两张魔改 4090，每张 48G，选哪个？", {"gpu_memory_gb": 96}),
    "a mobile card": ("An 8GB laptop GPU. Base or chat?", {"gpu_memory_gb": 8}),
    "sizes are no classes": ("一张 A100，忘了是 40 的还是 80 的，选哪个？", {}),
    "experts of data are no field of it": ("找了数据专业的同学来标注，base 还是 chat？", {}),
    "a cluster that is waited for": ("We wait for a bigger cluster. Base or chat?", {}),
    "scans turned into text": (
        "All rows are scanned manuals turned into text. Base or chat?",
        {"data_shape": "document"},
    ),
    "public data have no public": ("训练集是公开的，网上谁都能下，选哪个？", {}),
    "public data, English": ("Trained on a public corpus anybody can download. Base or chat?", {}),
    "programs that call the model": ("我们后台是用接口去请求模型的，base 还是 chat？", {}),
    "programs that call, English": ("Our website calls the model over HTTP. Base or chat?", {}),
    "the writer's own English": ("Excuse my broken English. Base or chat?", {}),
    "what the team debates": ("我们组里来来回回聊了好几轮，选 base 还是 chat？", {}),
    "a relative's trade": ("我老婆是律师，我卖袜子，选哪个底座？", {}),
    "machines of cards": ("两台服务器，每台八张 A100 80G，选哪个？", {"gpu_memory_gb": 1280}),
    "machines of cards, English": ("8 H100 80GB per node, 4 nodes. Base or chat?", {"gpu_memory_gb": 2560}),
    "cards that died": ("We had four A100 40G cards, one died. Base or chat?", {"gpu_memory_gb": 120}),
    "cards that burnt": ("原来四张 3090，烧了一张，选哪个？", {"gpu_memory_gb": 72}),
    "cards on order": ("8 张 80G 的 H100 下个季度才批得下来，选哪个？", {}),
    "batches": ("第一批 1200 条，第二批 800 条，选哪个？", {"examples": 2000}),
    "batches, English": ("The first batch had 400 rows, the second batch 650. Base or chat?", {"examples": 1050}),
    "a batch that was useless": ("第一批 1500 条返工不能用，第二批 6000 条通过了，选哪个？", {"examples": 6000}),
    "a full stop for a point": ("样本一共1。2万条，选哪个？", {"examples": 12000}),
    "numerals of contracts": ("樣本貳仟筆，選哪個？", {"examples": 2000}),
    "how many at first": ("数据两万五千条（原始十一万条，去重后），选哪个？", {"examples": 25000}),
    "one who left things": ("My aunt left 31 notebooks, I typed 940 training rows. Base or chat?", {"examples": 940}),
    "other people's rows": ("LIMA had 1,000 rows and Dolly had 15k rows. Base or chat?", {}),
    "reality after a wish": ("要是能攒到 30 万条就好了，可现实是只有 640 条，选哪个？", {"examples": 640}),
}


@pytest.mark.parametrize("name", STATED)
def test_states(name: str) -> None:
    message, wanted = STATED[name]
    assert stated(message) == wanted, heard(message)
