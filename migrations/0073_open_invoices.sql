-- What is left to pay is listed by its due date and summed by its age from an index alone.
create index invoices_owed on invoices ((coalesce(due_on, issued_on)), id) include (case_id, currency, balance, due_on)
    where balance > 0;
