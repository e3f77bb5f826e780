// A client of net/http that sends contents and trailers over HTTP/2, many at once, and checks what
// comes back. Prints one line, "ok" or what is wrong.
package main

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
)

// A content that sets the trailer fields of its request once it was read.
type content struct {
	io.Reader
	request *http.Request
	sum     string
}

func (c *content) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if err == io.EOF {
		c.request.Trailer.Set("X-Sum", c.sum)
	}
	return n, err
}

func exchange(client *http.Client, url string, i int) error {
	sent := []byte(strings.Repeat(fmt.Sprintf("content %d ", i), 10_000))
	request, err := http.NewRequest("POST", url, nil)
	if err != nil {
		return err
	}
	sum := fmt.Sprint(i)
	request.Trailer = http.Header{"X-Sum": nil}
	request.Body = io.NopCloser(&content{bytes.NewReader(sent), request, sum})
	request.ContentLength = -1
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	received, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.Proto != "HTTP/2.0" || !bytes.Equal(received, sent) {
		return fmt.Errorf("%s: %d octets instead of %d", response.Proto, len(received), len(sent))
	}
	if response.Trailer.Get("X-Sum") != sum {
		return fmt.Errorf("trailer %v instead of %s", response.Trailer, sum)
	}
	return nil
}

func main() {
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
		ForceAttemptHTTP2: true,
	}
	client := &http.Client{Transport: transport}
	var all sync.WaitGroup
	results := make(chan error, 200)
	for i := range 200 {
		all.Add(1)
		go func() {
			defer all.Done()
			results <- exchange(client, os.Args[1], i)
		}()
	}
	all.Wait()
	close(results)
	for err := range results {
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println("ok")
}
