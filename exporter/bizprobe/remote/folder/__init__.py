"""A folder that two sides exchange files through: over FTP, over SFTP, or on this machine."""
