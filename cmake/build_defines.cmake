# Writes OUTPUT, a header that says what was built from which commit. Touches it only when it
# changes. FLAGS differ between builds: nothing but the manifest's `host` may hold them.
set(COMMIT "")
find_program(GIT git)
if(GIT)
  # A clone that belongs to someone else, as in a container, is still ours to describe.
  set(git ${GIT} -c "safe.directory=*" -C ${SOURCE})
  execute_process(COMMAND ${git} rev-parse --show-toplevel OUTPUT_VARIABLE top
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  file(REAL_PATH ${SOURCE} source)
  if("${top}" STREQUAL "${source}")  # not a folder inside somebody else's repository
    execute_process(COMMAND ${git} describe --always --dirty --exclude=* --abbrev=12
                    OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/build_defines.h.in ${OUTPUT} @ONLY)
