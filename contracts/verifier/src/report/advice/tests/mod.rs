mod causes;
mod paste;
mod wrong_guesses;
