'use strict';
// Pages work without this file. With it, live regions follow the server: every "status" event fetches the same
// page again and copies what changed into the regions marked data-live, so focus and scroll position stay.
(function () {
  var offline = document.getElementById('offline');
  var fetching = false;

  function sameKind(a, b) {
    return a && b && a.nodeType === b.nodeType && a.nodeName === b.nodeName;
  }

  function copyAttributes(from, to) {
    Array.from(to.attributes).forEach(function (a) {
      if (!from.hasAttribute(a.name)) to.removeAttribute(a.name);
    });
    Array.from(from.attributes).forEach(function (a) {
      if (to.getAttribute(a.name) !== a.value) to.setAttribute(a.name, a.value);
    });
  }

  function follow(from, to) {
    if (from.nodeType === Node.TEXT_NODE) {
      if (to.data !== from.data) to.data = from.data;
      return;
    }
    if (from.nodeType !== Node.ELEMENT_NODE) return;
    copyAttributes(from, to);
    var theirs = Array.from(from.childNodes);
    theirs.forEach(function (child, i) {
      var mine = to.childNodes[i];
      if (sameKind(child, mine)) follow(child, mine);
      else if (mine) to.replaceChild(document.importNode(child, true), mine);
      else to.appendChild(document.importNode(child, true));
    });
    while (to.childNodes.length > theirs.length) to.removeChild(to.lastChild);
  }

  function refresh() {
    if (fetching || document.hidden) return;
    fetching = true;
    fetch(location.href, { credentials: 'same-origin', cache: 'no-store', headers: { 'X-Ops-Refresh': '1' } })
      .then(function (response) {
        if (response.redirected) location.reload(); // the session has ended
        return response.ok ? response.text() : '';
      })
      .then(function (text) {
        if (!text) return;
        var page = new DOMParser().parseFromString(text, 'text/html');
        document.querySelectorAll('[data-live][id]').forEach(function (region) {
          var fresh = page.getElementById(region.id);
          if (fresh) follow(fresh, region);
        });
      })
      .catch(function () { offline.hidden = false; })
      .then(function () { fetching = false; });
  }

  // Pages that ask every gateway or show content are not fetched again and again: only the header would change.
  var isLive = document.querySelector('main [data-live]') !== null;
  if (window.EventSource && offline && isLive) {
    var events = new EventSource('/ops/api/events');
    events.addEventListener('open', function () { offline.hidden = true; });
    events.addEventListener('status', function () { offline.hidden = true; refresh(); });
    events.addEventListener('error', function () { offline.hidden = false; });
    window.addEventListener('pagehide', function () { events.close(); });
    window.addEventListener('pageshow', function (e) { if (e.persisted) location.reload(); });
  }

  document.addEventListener('submit', function (e) {
    var question = e.submitter && e.submitter.getAttribute('data-confirm');
    if (question && !window.confirm(question)) e.preventDefault();
  });

  document.querySelectorAll('[data-script]').forEach(function (part) { part.hidden = false; });
  document.querySelectorAll('input[data-all]').forEach(function (all) {
    all.addEventListener('change', function () {
      all.form.querySelectorAll('input[name="' + all.getAttribute('data-all') + '"]').forEach(function (one) {
        one.checked = all.checked;
      });
    });
  });
})();
