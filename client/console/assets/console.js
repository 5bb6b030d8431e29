'use strict';
// Only what a page without script does not need: everything works when this file is never loaded.
(function () {
  var first = document.getElementById('errors') || document.getElementById('banner');
  if (first) first.focus();

  // Coming back to a page that answered a form opens the page of the form, and asks nobody to send it again.
  var here = document.body.dataset.here;
  if (here) window.history.replaceState(null, '', here);

  // What is too large is told before it is sent: the text of the form stays.
  document.addEventListener('change', function (event) {
    var input = event.target;
    if (input.type !== 'file' || !input.dataset.most) return;
    var most = Number(input.dataset.most);
    var sum = 0;
    Array.prototype.forEach.call(input.files, function (file) {
      sum += file.size;
    });
    input.setCustomValidity(sum > most ? input.dataset.tooLarge : '');
    input.reportValidity();
  });

  // A second press of a button is ignored here; the server ignores it too, by the form's key.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent === 'yes') {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'yes';
    changed = false;
    form.querySelectorAll('button').forEach(function (button) {
      button.setAttribute('aria-disabled', 'true');
    });
  });
  // Coming back by the browser's button, the form can be sent again.
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll('button').forEach(function (button) {
        button.removeAttribute('aria-disabled');
      });
    });
  });

  // Unsaved text is not lost by a slip.
  var changed = false;
  document.addEventListener('input', function (event) {
    if (event.target.tagName === 'TEXTAREA') changed = true;
  });
  window.addEventListener('beforeunload', function (event) {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = '';
  });

  // A browser shows days as it is set; beside each stands the day as the office writes it.
  document.addEventListener('input', function (event) {
    var beside = event.target.nextElementSibling;
    if (beside && beside.className === 'iso') beside.textContent = event.target.value.replace('T', ' ');
  });

  // A filter that refreshes its results says how many there are.
  document.addEventListener('htmx:afterSwap', function (event) {
    var count = event.target.querySelector('[data-count]');
    var status = document.getElementById('status');
    if (count && status) status.textContent = count.getAttribute('data-count');
  });

  // All boxes of a table at once.
  document.querySelectorAll('[data-all]').forEach(function (all) {
    all.hidden = false;
    all.addEventListener('change', function () {
      document.querySelectorAll('input[name="' + all.dataset.all + '"]').forEach(function (box) {
        box.checked = all.checked;
      });
    });
  });

  // A page that waits for something looks again by itself.
  var again = document.querySelector('[data-again]');
  if (again) {
    setTimeout(function () {
      window.location.replace(window.location.href);
    }, Number(again.dataset.again));
  }
})();
