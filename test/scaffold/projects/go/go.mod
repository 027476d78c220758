module gitlab.example.com/tools/clock/v2

go 1.24

require github.com/go-chi/chi/v5 v5.2.3
