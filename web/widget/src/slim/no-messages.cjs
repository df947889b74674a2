// In place of JsSIP's MESSAGE, OPTIONS and the news of a REFER of its own: it
// makes one only for a page that sends them or listens for them, and a customer's
// call does neither.
module.exports = function noMessage() {};
