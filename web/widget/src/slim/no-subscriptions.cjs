// In place of JsSIP's SUBSCRIBE and NOTIFY: a customer's call uses neither, so
// a subscription that arrives is refused (489 Bad Event, RFC 6665 8.2.1).
module.exports = {
  init_incoming(request) {
    request.reply(489);
  },
};
