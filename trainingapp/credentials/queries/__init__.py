"""What is read of degrees, certificates and credentials; everything takes the person it is for."""
