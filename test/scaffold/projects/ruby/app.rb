require "sinatra/base"

class Poems < Sinatra::Base
  set :port, 4000
  get "/healthz" do
    204
  end
end
