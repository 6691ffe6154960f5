"""Files of qualifications in and out: readers, reports and exports."""
