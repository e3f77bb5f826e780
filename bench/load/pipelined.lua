-- Sixteen requests in one write; wrk counts each of their responses.
local requests

function init()
  requests = string.rep(wrk.format(), 16)
end

function request()
  return requests
end
