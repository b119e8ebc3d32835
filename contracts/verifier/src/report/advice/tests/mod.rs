mod causes;
mod paste;
