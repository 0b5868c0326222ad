// Fetches the overview's numbers again and again, and takes the set-up token from the address.

const board = document.querySelector("[data-poll]");
if (board) {
  poll(board);
}

takeToken();
addEventListener("hashchange", takeToken);

function takeToken() {
  const field = document.getElementById("setup-token");
  if (field && location.hash.length > 1) {
    field.value = decodeURIComponent(location.hash.slice(1));
    // The token is not to stay in the history.
    history.replaceState(null, "", location.pathname);
  }
}

async function poll(board) {
  const pause = Number(board.dataset.seconds) * 1000;
  for (;;) {
    await new Promise((done) => setTimeout(done, pause));
    if (document.hidden) {
      continue;
    }
    try {
      const answer = await fetch(board.dataset.poll, { cache: "no-store", redirect: "error" });
      if (answer.status === 401) {
        say(board, "out");
        return;
      }
      if (!answer.ok) {
        throw new Error(`status ${answer.status}`);
      }
      show(board, await answer.json());
      say(board, "live");
    } catch {
      say(board, "gone");
    }
  }
}

function show(board, now) {
  for (const place of board.querySelectorAll("[data-live]")) {
    write(place, now.texts[place.dataset.live]);
  }
  now.bars.forEach((bar, number) => {
    const body = board.querySelector(`[data-bar="${number}"]`);
    if (!body) {
      return;
    }
    for (const place of body.querySelectorAll("[data-field]")) {
      write(place, bar[place.dataset.field]);
    }
    const pieces = body.querySelectorAll("rect");
    bar.segments.forEach((one, at) => {
      pieces[at]?.setAttribute("x", one.x);
      pieces[at]?.setAttribute("width", one.width);
      const count = body.querySelector(`[data-count="${one.count}"]`);
      if (count) {
        write(count, one.questions.toLocaleString("en"));
        count.parentElement.hidden = one.questions === 0;
      }
    });
  });
}

function write(place, text) {
  if (text !== undefined && place.textContent !== text) {
    place.textContent = text;
  }
}

function say(board, state) {
  const place = board.querySelector("[data-state]");
  const text = place.dataset[`${state}Text`];
  if (place.dataset.now !== state) {
    place.dataset.now = state;
    place.querySelector("[data-message]").textContent = text;
    board.classList.toggle("stale", state !== "live");
  }
}
