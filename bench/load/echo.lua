-- Posts as many octets as its argument says.
local post

function init(arguments)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "text/plain"
  wrk.body = string.rep("x", tonumber(arguments[1]))
  post = wrk.format()
end

function request()
  return post
end
