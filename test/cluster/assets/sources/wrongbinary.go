// Command wrongbinary is compiled for another processor than the one it is run on.
package main

func main() {
	println("this line is never seen")
}
