// The routes of the benchmark on Go's net/http, as its documentation would have them.
//
// Usage: go-peer PORT FILE [IDENTITY]
package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

const contentBytesMax = 1 << 20

func hello(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	io.WriteString(w, "Hello, World!")
}

// The buffers of the echo route, used again.
var contents = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func echo(w http.ResponseWriter, r *http.Request) {
	content := contents.Get().(*bytes.Buffer)
	defer contents.Put(content)
	content.Reset()
	if _, err := content.ReadFrom(http.MaxBytesReader(w, r.Body, contentBytesMax)); err != nil {
		http.Error(w, "content too large", http.StatusRequestEntityTooLarge)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Content-Length", strconv.Itoa(content.Len()))
	w.Write(content.Bytes())
}

// serveTLS serves beside the port in clear text, and returns once it listens.
func serveTLS(port, identity string) {
	number, err := strconv.Atoi(port)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(number+1))
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		log.Fatal(http.ServeTLS(listener, nil, identity+"/certificate.pem", identity+"/key.pem"))
	}()
}

func main() {
	if len(os.Args) != 3 && len(os.Args) != 4 {
		log.Fatal("usage: go-peer PORT FILE [IDENTITY]")
	}
	http.HandleFunc("GET /hello", hello)
	http.HandleFunc("GET /json", func(w http.ResponseWriter, r *http.Request) {
		content, _ := json.Marshal(struct {
			Message string `json:"message"`
		}{"Hello, World!"})
		w.Header().Set("Content-Type", "application/json")
		w.Write(content)
	})
	http.HandleFunc("POST /echo", echo)
	http.HandleFunc("GET /sleep", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(10 * time.Millisecond)
		hello(w, r)
	})
	folder := http.FileServer(http.Dir(filepath.Dir(os.Args[2])))
	http.Handle("GET /files/", http.StripPrefix("/files", folder))
	http.HandleFunc("GET /download", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, os.Args[2])
	})
	plain := http.Server{Addr: "127.0.0.1:" + os.Args[1]}
	if len(os.Args) == 4 {
		serveTLS(os.Args[1], os.Args[3])
		plain.Protocols = new(http.Protocols)
		plain.Protocols.SetHTTP1(true)
		plain.Protocols.SetUnencryptedHTTP2(true)
	}
	log.Fatal(plain.ListenAndServe())
}
