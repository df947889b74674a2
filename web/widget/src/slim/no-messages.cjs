// In place of JsSIP's MESSAGE and OPTIONS: it makes one only for a page that
// sends them or listens for them, and a customer's call does neither.
module.exports = function noMessage() {};
