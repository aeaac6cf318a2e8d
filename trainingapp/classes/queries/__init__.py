"""What is read of classes; everything takes the person it is for."""
