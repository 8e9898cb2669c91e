"""Keeps the question in sight while its answer grows, where Streamlit would follow the end of the page.

A constant script, the only one of the page; no text of anybody goes into it. It ends with the answer, or when the
reader scrolls.
"""

import streamlit as st

SCRIPT = """<script>
(() => {
  if (window.sftAdvisorHeld === NUMBER) return;
  window.sftAdvisorHeld = NUMBER;
  const last = name => [...document.querySelectorAll(`[aria-label="Chat message from ${name}"]`)].pop();
  const scroller = element => {
    const may = box => /auto|scroll/.test(getComputedStyle(box).overflowY);
    const scrolls = box => box.scrollHeight > box.clientHeight + 1 && may(box);
    while (element && !scrolls(element)) element = element.parentElement;
    return element;
  };
  const events = ["wheel", "touchmove", "keydown", "pointerdown"], started = Date.now();
  let finished = 0;
  const end = () => { clearInterval(timer); events.forEach(name => removeEventListener(name, end, true)); };
  const timer = setInterval(() => {
    const question = last("user"), box = question && scroller(question.parentElement);
    if (document.querySelector(".stFeedback")) finished = finished || Date.now(); else finished = 0;
    if (Date.now() - started > 300000 || (finished && Date.now() - finished > 6000)) return end();
    if (!box || box === document.documentElement) return;
    const below = question.getBoundingClientRect().top - box.getBoundingClientRect().top - 64;
    if (Math.abs(below) > 1) box.scrollTop += below;
  }, 50);
  clearInterval(window.sftAdvisorHold);
  window.sftAdvisorHold = timer;
  setTimeout(() => events.forEach(name => addEventListener(name, end, true)), 300);
})();
</script>"""


def hold_question(number: int) -> None:
    """From a question's asking (they are numbered) until its answer is whole, it stays in sight."""
    st.html(SCRIPT.replace("NUMBER", str(number)), unsafe_allow_javascript=True)
