"use strict";
// Shows the charts whose name has every word that is looked for; without this script, all of them are there.
const find = document.getElementById("find");
find.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const result of document.querySelectorAll(".result")) {
    let shown = 0;
    for (const card of result.querySelectorAll(".card")) {
      card.hidden = !words.every(word => card.dataset.words.includes(word));
      shown += card.hidden ? 0 : 1;
    }
    result.hidden = words.length > 0 && shown === 0;
  }
});
