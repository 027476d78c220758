package main

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
)

func main() {
	router := chi.NewRouter()
	router.Get("/livez", func(w http.ResponseWriter, r *http.Request) {})
	router.Get("/", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(time.Now().String()))
	})
	http.ListenAndServe(":8090", router)
}
