"""Keeps the question in sight while its answer grows, where Streamlit would follow the end of the page.

A constant script, the only one of the page; no text of anybody goes into it. It ends when the answer is whole and
nothing has moved for a while, or when the reader scrolls; pressing a button is no scrolling, and what opens then stays.
"""

import streamlit as st

SCRIPT = """<script>
(() => {
  if (window.sftAdvisorHeld === NUMBER) return;
  window.sftAdvisorHeld = NUMBER;
  const questions = () => document.querySelectorAll(`[aria-label="Chat message from user"]`);
  const scroller = element => {
    const may = box => /auto|scroll/.test(getComputedStyle(box).overflowY);
    const scrolls = box => box.scrollHeight > box.clientHeight + 1 && may(box);
    while (element && !scrolls(element)) element = element.parentElement;
    return element;
  };
  const events = ["wheel", "touchmove", "keydown", "pointerdown"], started = Date.now();
  let quiet = 0;
  const end = () => { clearInterval(timer); events.forEach(name => removeEventListener(name, leave, true)); };
  const pressed = event => event.type === "pointerdown" && event.target.closest?.("button, a, summary, label");
  const leave = event => { if (event.isTrusted && !pressed(event)) end(); };
  const timer = setInterval(() => {
    const question = questions()[QUESTIONS - 1], box = question && scroller(question.parentElement);
    const below = box && question.getBoundingClientRect().top - box.getBoundingClientRect().top - 64;
    const moved = box && box !== document.documentElement && Math.abs(below) > 1;
    if (moved) {
      box.dispatchEvent(new WheelEvent("wheel"));  // ends the page's own scrolling, as a reader's wheel would
      box.scrollBy({ top: below, behavior: "instant" });
    }
    quiet = !box || moved || !document.querySelector(".stFeedback") ? 0 : quiet || Date.now();
    if (Date.now() - started > 300000 || (quiet && Date.now() - quiet > 1500)) end();
  }, 50);
  clearInterval(window.sftAdvisorHold);
  window.sftAdvisorHold = timer;
  setTimeout(() => events.forEach(name => addEventListener(name, leave, true)), 300);
})();
</script>"""


def hold_question(number: int, questions: int) -> None:
    """From the asking of the page's question of that number, the last of so many shown, until its answer is whole."""
    script = SCRIPT.replace("NUMBER", str(number)).replace("QUESTIONS", str(questions))
    st.html(script, unsafe_allow_javascript=True)
