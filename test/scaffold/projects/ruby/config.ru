require_relative "app"
run Poems
